import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('companies', '0101_events_of_held_mail'),
        ('programme', '0004_exports'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Digest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('week_on', models.DateField(verbose_name='Monday')),
                ('written_at', models.DateTimeField(verbose_name='written')),
            ],
            options={
                'ordering': ['-week_on', 'person'],
            },
        ),
        migrations.CreateModel(
            name='NoticePreference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('topic', models.CharField(choices=[('milestones', 'Due days of our milestones'), ('answers', 'Answers to our progress reports'), ('applications', 'My applications: answers, and drafts that are not sent'), ('people', 'Requests to act for a company, and the answers'), ('tutor', 'A company and its tutor'), ('reviews', 'Progress reports that wait for my answer'), ('admissions', 'Applications that wait for my answer')], max_length=20, verbose_name='topic')),
                ('delivery', models.CharField(choices=[('mail', 'Mail at once'), ('bell', 'No mail, only the bell'), ('weekly', 'One mail a week')], max_length=10, verbose_name='how')),
            ],
            options={
                'ordering': ['person', 'topic'],
            },
        ),
        migrations.AddField(
            model_name='mail',
            name='again_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='sent again'),
        ),
        migrations.AddField(
            model_name='mail',
            name='again_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='notice',
            name='mail',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='notices', to='programme.mail'),
        ),
        migrations.AddField(
            model_name='notice',
            name='reminder',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='notice', to='programme.reminder'),
        ),
        migrations.AddField(
            model_name='notice',
            name='weekly',
            field=models.BooleanField(default=False, verbose_name='comes in the weekly mail'),
        ),
        migrations.AddField(
            model_name='reminder',
            name='company',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to='companies.company'),
        ),
        migrations.AddField(
            model_name='reminder',
            name='title',
            field=models.CharField(blank=True, max_length=200, verbose_name='title of the subject'),
        ),
        migrations.AlterField(
            model_name='mail',
            name='state',
            field=models.CharField(choices=[('waiting', 'Waiting'), ('sending', 'Being sent'), ('sent', 'Sent'), ('uncertain', 'Uncertain: the worker stopped in the middle'), ('dead', 'Given up'), ('cancelled', 'Not sent: nothing of it was true any more')], default='waiting', max_length=10, verbose_name='state'),
        ),
        migrations.AlterField(
            model_name='notice',
            name='event',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='companies.event'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('mail__isnull', True), ('weekly', True)), fields=['person'], name='notice_for_the_week'),
        ),
        migrations.AddConstraint(
            model_name='mail',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('again_at', None), ('again_by', None)), models.Q(('again_at__isnull', False), ('again_by__isnull', False)), _connector='OR'), name='mail_sent_again_by_somebody', violation_error_message='A mail is sent again by somebody at a moment, or not at all.'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('event', None), ('reminder__isnull', False)), models.Q(('event__isnull', False), ('reminder', None)), _connector='OR'), name='notice_of_an_event_or_of_a_reminder', violation_error_message='A notice is about one event or about one reminder.'),
        ),
        migrations.AddField(
            model_name='digest',
            name='mail',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='digest', to='programme.mail'),
        ),
        migrations.AddField(
            model_name='digest',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='digests', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='noticepreference',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notice_preferences', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='digest',
            constraint=models.UniqueConstraint(fields=('person', 'week_on'), name='digest_once_per_person_and_week', violation_error_message='This person already has the mail of this week.'),
        ),
        migrations.AddConstraint(
            model_name='noticepreference',
            constraint=models.UniqueConstraint(fields=('person', 'topic'), name='noticepreference_once_per_person_and_topic', violation_error_message='This person has already chosen for this topic.'),
        ),
        migrations.AddConstraint(
            model_name='noticepreference',
            constraint=models.CheckConstraint(condition=models.Q(('delivery', 'mail'), _negated=True), name='noticepreference_differs_from_the_usual', violation_error_message='What is as usual is not written down.'),
        ),
        # Last: PostgreSQL changes no table of which a row was changed in the same transaction.
        migrations.RunSQL(
            'UPDATE programme_notice SET mail_id ='
            ' (SELECT id FROM programme_mail WHERE programme_mail.notice_id = programme_notice.id)',
            'UPDATE programme_mail SET notice_id ='
            ' (SELECT MIN(id) FROM programme_notice WHERE programme_notice.mail_id = programme_mail.id)',
        ),
    ]

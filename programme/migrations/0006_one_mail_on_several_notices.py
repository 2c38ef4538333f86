from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('programme', '0005_reminders_at_the_bell'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='mail',
            name='notice',
        ),
        migrations.RemoveField(
            model_name='reminder',
            name='mail',
        ),
    ]

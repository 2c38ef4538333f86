"""One question for each topic."""

from collections.abc import Sequence

from django import forms

from programme.preferences.states import Delivery, Topic


class PreferencesForm(forms.Form):
    def __init__(self, *args: object, topics: Sequence[Topic], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for topic in topics:
            choices = forms.RadioSelect(attrs={"class": "form-check-input"})
            self.fields[topic.value] = forms.ChoiceField(label=topic.label, choices=Delivery.choices, widget=choices)

    def deliveries(self) -> dict[Topic, Delivery]:
        return {Topic(name): Delivery(value) for name, value in self.cleaned_data.items()}

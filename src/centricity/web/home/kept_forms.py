from django import forms
from django.utils.translation import gettext_lazy as _

from centricity.web.home.models import LONGEST_NAME


class KeepForm(forms.Form):
    name = forms.CharField(label=_("Name of the view"), max_length=LONGEST_NAME)
    shared = forms.BooleanField(label=_("Share it with the organisation"), required=False)


class KeptForm(KeepForm):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

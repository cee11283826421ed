from django import forms
from django.utils.translation import gettext_lazy as _

from centricity.web.api.models import Token
from centricity.web.api.tokens import LONGEST


class TokenForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=100, help_text=_("Where the token is used."))
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"), choices=Token.Scope.choices, widget=forms.CheckboxSelectMultiple, initial=["read"]
    )
    days = forms.IntegerField(label=_("Days until it expires"), min_value=1, max_value=LONGEST, initial=90)

"""People and the municipalities they work for."""

import re
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from integration.members.roles import Role


class SizeClass(models.IntegerChoices):
    """Size classes of municipalities as the statistical offices use them; the value is the lower bound."""

    RURAL = 0, _("Fewer than 5,000 people")
    SMALL = 5_000, _("5,000 to 20,000 people")
    MEDIUM = 20_000, _("20,000 to 50,000 people")
    LARGE_TOWN = 50_000, _("50,000 to 100,000 people")
    CITY = 100_000, _("100,000 people and more")

    @classmethod
    def of(cls, population: int) -> "SizeClass":
        """Return the class of a number of inhabitants."""
        return max(member for member in cls if population >= member.value)


def kreis_label(kreis: str) -> str:
    """Return a Kreis as people say it: most names in the list of municipalities leave the word out."""
    names_itself = any(word in kreis.lower() for word in ("kreis", "region"))
    return kreis if names_itself else f"Kreis {kreis}"


class MunicipalityQuerySet(models.QuerySet["Municipality"]):
    def active(self) -> "MunicipalityQuerySet":
        """Municipalities that take part."""
        return self.filter(active=True)


class Municipality(ClusterableModel):
    """A Stadt or Gemeinde with its facts (source: Destatis, GV-ISys, dl-de/by-2-0)."""

    ags = models.CharField(
        _("AGS"), max_length=8, unique=True, validators=[RegexValidator(r"^\d{8}$", _("An AGS has eight digits."))]
    )
    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(_("kind of municipality"), max_length=40, blank=True)
    kreis = models.CharField(_("Kreis"), max_length=100, blank=True, help_text=_("Empty for a kreisfreie Stadt."))
    population = models.PositiveIntegerField(_("inhabitants"))
    size_class = models.PositiveIntegerField(_("size class"), choices=SizeClass, editable=False)
    area_km2 = models.FloatField(_("area in km²"), null=True, blank=True)
    postcode = models.CharField(_("postcode of the administration"), max_length=5, blank=True)
    latitude = models.FloatField(_("latitude"), help_text=_("Degrees, WGS 84."))
    longitude = models.FloatField(_("longitude"), help_text=_("Degrees, WGS 84."))
    density = models.CharField(_("degree of urbanisation"), max_length=60, blank=True)
    active = models.BooleanField(_("takes part"), default=False)

    objects = MunicipalityQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name"]
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.size_class = SizeClass.of(self.population)
        super().save(*args, **kwargs)

    @property
    def place(self) -> str:
        """The Kreis, or what kind of city it is: the line below the name."""
        return kreis_label(self.kreis) if self.kreis else self.kind


class EmailDomain(models.Model):
    """A domain whose mail addresses belong to staff of a municipality."""

    municipality = ParentalKey(
        Municipality, on_delete=models.CASCADE, related_name="email_domains", verbose_name=_("municipality")
    )
    domain = models.CharField(
        _("e-mail domain"),
        max_length=253,
        unique=True,
        validators=[
            RegexValidator(
                r"^@?[a-z0-9.-]+\.[a-z]{2,}$", _("Enter a domain such as musterstadt.de."), flags=re.IGNORECASE
            )
        ],
    )

    class Meta:
        ordering: ClassVar = ["domain"]
        verbose_name = _("e-mail domain")
        verbose_name_plural = _("e-mail domains")

    def __str__(self) -> str:
        return self.domain

    def clean(self) -> None:
        super().clean()
        self.domain = self.domain.strip().lstrip("@").lower()


class UserManager(BaseUserManager["User"]):
    """Makes accounts that sign in by e-mail; addresses are kept in lower case, so that look-alikes collide."""

    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create and save an account; without a password it can only be opened by a reset mail."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create an account that may do everything; for the operator's first sign-in."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())

    def editors(self) -> models.QuerySet["User"]:
        """Active people who look after the portal: they get the mails to the editors."""
        return self.filter(is_active=True, groups__name=Role.EDITOR)

    def shown_to_members(self) -> models.QuerySet["User"]:
        """People whom every member finds by their name: of a municipality or the editors, active, and ever here."""
        never_here = models.Q(last_login=None, password__startswith=UNUSABLE_PASSWORD_PREFIX)
        at_work = models.Q(municipality__isnull=False) | models.Q(
            models.Exists(User.groups.through.objects.filter(user=models.OuterRef("pk"), group__name=Role.EDITOR))
        )
        return self.filter(at_work, is_active=True).exclude(never_here).exclude(last_name="")


class User(AbstractUser):  # type: ignore[django-manager-missing]
    """A person who works for a municipality or looks after the portal; the e-mail address signs in."""

    username = None  # type: ignore[assignment]
    email = models.EmailField(_("e-mail address"), unique=True)
    function = models.CharField(_("function"), max_length=120, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    phone_visible = models.BooleanField(_("show my phone number to members"), default=True)
    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="people",
        verbose_name=_("municipality"),
    )
    invited_at = models.DateTimeField(_("invited at"), null=True, blank=True, editable=False)
    posting_blocked_until = models.DateTimeField(_("may not write until"), null=True, blank=True)
    anonymised_at = models.DateTimeField(_("anonymised at"), null=True, blank=True, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar = ["last_name", "first_name"]
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints: ClassVar = [models.UniqueConstraint(Lower("email"), name="members_user_email_lower_unique")]
        permissions: ClassVar = [
            ("edit_portal", _("Looks after the portal: sees and edits everything")),
            ("contact_for_municipality", _("Looks after the people and contributions of the own municipality")),
            ("administer_portal", _("Gives out the role Administration and groups with rights")),
        ]

    def __str__(self) -> str:
        return self.display_name

    def clean(self) -> None:
        super().clean()
        self.email = self.email.strip().lower()

    @property
    def display_name(self) -> str:
        """First and last name; never the address, which is nobody else's business."""
        if self.anonymised_at is not None:
            return gettext("Former member")
        return self.get_full_name() or gettext("A member without a name")

    @property
    def initials(self) -> str:
        """Two letters for the avatar."""
        if self.anonymised_at is not None:
            return "–"
        letters = [part[0] for part in (self.first_name, self.last_name) if part]
        return "".join(letters).upper() or "–"

    @property
    def shown_phone(self) -> str:
        """The phone number as others may see it; nobody is sent to somebody who has left."""
        return self.phone if self.phone_visible and self.is_active else ""

    @property
    def awaits_first_sign_in(self) -> bool:
        """The person has not set a password yet: an invitation is still open."""
        return self.is_active and not self.has_usable_password()

    @property
    def invitation_ends_at(self) -> datetime | None:
        """Until when the link of the last invitation works; None if there was none."""
        return self.invited_at + timedelta(days=settings.INVITATION_DAYS) if self.invited_at else None

    @property
    def is_blocked_from_posting(self) -> bool:
        """The editors have asked for a break: the person reads, and writes nothing for a while."""
        return self.posting_blocked_until is not None and self.posting_blocked_until > timezone.now()

    def held_roles(self) -> list[Role]:
        """The roles of the account, from the least to the most; it asks the database unless groups are prefetched."""
        names = {group.name for group in self.groups.all()}
        return [role for role in Role if role.value in names]

    def group_ids(self) -> frozenset[int]:
        """Primary keys of the groups, asked for once per object, because every visibility check needs them."""
        if not hasattr(self, "_group_ids"):
            self._group_ids = frozenset(self.groups.values_list("pk", flat=True))
        return self._group_ids

    @property
    def is_editor(self) -> bool:
        """May see and edit everything: Redaktion, Administration, superuser."""
        return self.is_active and (self.is_superuser or self.has_perm("members.edit_portal"))

    @property
    def is_municipality_contact(self) -> bool:
        """Looks after the people and contributions of the own municipality."""
        return self.is_active and self.has_perm("members.contact_for_municipality")

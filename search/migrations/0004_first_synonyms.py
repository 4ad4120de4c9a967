from django.db import migrations

# Where everybody begins. A migration runs once: what editors change or delete does not come back
GROUPS = [
    "Geflüchtete, Flüchtlinge, Schutzsuchende, Asylsuchende, Asylbewerber",
    "unbegleitete minderjährige Geflüchtete, unbegleitete Minderjährige, UMA, umF",
    "Geflüchtete aus der Ukraine, Vertriebene aus der Ukraine, ukrainische Geflüchtete",
    "Zugewanderte, Eingewanderte, Migranten, Menschen mit Migrationshintergrund, Menschen mit Einwanderungsgeschichte",
    "Zuwanderung, Einwanderung, Migration",
    "Kita, Kitas, Kindertagesstätte, Kindergarten, Kindertageseinrichtung",
    "Deutschkurs, Deutschkurse, Sprachkurs, Sprachkurse, Deutschunterricht, Sprachunterricht",
    "Deutsch als Zweitsprache, DaZ",
    "Leichte Sprache, einfache Sprache",
    "Dolmetscher, Sprachmittler, Übersetzer",
    "Sprachmittlung, Dolmetschen, Übersetzungshilfe",
    "Sprachcafé, Begegnungscafé, Willkommenstreff, Café International",
    "Ehrenamt, Freiwilligenarbeit, freiwilliges Engagement, bürgerschaftliches Engagement",
    "Ehrenamtliche, Freiwillige, Engagierte",
    "Patenschaft, Mentoring, Tandem",
    "Einbürgerung, deutsche Staatsangehörigkeit",
    "Aufenthaltstitel, Aufenthaltserlaubnis, Aufenthaltsgenehmigung",
    "Familiennachzug, Familienzusammenführung",
    "Ausländerbehörde, Ausländeramt, Migrationsamt",
    "Jobcenter, Agentur für Arbeit, Arbeitsagentur",
    "Arbeitssuche, Jobsuche, Stellensuche",
    "Berufsanerkennung, Anerkennung ausländischer Abschlüsse, Anerkennungsverfahren",
    "Gemeinschaftsunterkunft, Sammelunterkunft, Flüchtlingsheim, Wohnheim",
    "Wohnung, Wohnraum, Mietwohnung",
    "psychosoziale Beratung, psychologische Hilfe, Traumaberatung",
    "Integrationsbeirat, Integrationsrat, Migrationsbeirat, Ausländerbeirat",
    "Integrationsbeauftragte, Migrationsbeauftragte, Ausländerbeauftragte",
    "interkulturelle Öffnung, Diversity, Vielfalt in der Verwaltung",
    "Antidiskriminierung, Diskriminierungsschutz, Gleichbehandlung",
    "Rassismus, Fremdenfeindlichkeit, Ausländerfeindlichkeit",
    "Fördermittel, Förderung, Zuschuss, Zuwendung",
    "Beschlussvorlage, Ratsvorlage, Sitzungsvorlage",
    "Leitfaden, Handreichung, Arbeitshilfe",
    "Wegweiser, Erstorientierung, Orientierungshilfe",
]


def write(apps, schema_editor):
    group = apps.get_model("search", "SynonymGroup")
    group.objects.bulk_create(group(words=words) for words in GROUPS)


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0003_synonyms"),
    ]

    operations = [migrations.RunPython(write, migrations.RunPython.noop)]

"""Fourteen invented documents more, with other traps: senders who hide, dates that mislead, titles over two lines.

Written before the engine had seen any of them.
"""

from datetime import datetime

from tests.intake.writers import Look, Sample

BARE = Look(styles=False)
SAME = Look(genre=10, title=10, styles=False)

THIRD = [
    Sample(
        "mitteilung.pdf",
        [
            ("genre", "Presse-Information"),
            ("small", "Bad Salzuflen, 17.09.2026"),
            ("title", "Interkulturelle Woche startet mit einem Lauf durch den Kurpark"),
            ("p", "Mit einem Lauf durch den Kurpark beginnt am Sonntag, 27. September 2026, die Interkulturelle Woche. Mehr als 20 Vereine haben Sportangebote, Konzerte und eine Ausstellung vorbereitet. Start ist um 11 Uhr."),
            ("p", "Das Programm liegt im Rathaus, in Herford und in Lage aus. Anmeldungen zum Lauf sind bis 24. September 2026 möglich."),
            ("small", "Herausgeber: Stadtverwaltung, Rudolph-Brandes-Allee 19, 32105 Bad Salzuflen, presse@bad-salzuflen.example"),
        ],
        "Interkulturelle Woche startet mit einem Lauf durch den Kurpark", "2026-09-17", "Bad Salzuflen", ("Kultur und Sport",), "Pressemitteilung",
    ),
    Sample(
        "lenkungsgruppe.docx",
        [
            ("genre", "Protokoll"),
            ("p", "Lenkungsgruppe Kommunales Integrationsmanagement"),
            ("p", "12.03.2026, 9:00 bis 11:30 Uhr, Kreishaus Gütersloh"),
            ("p", "Teilnehmende: Frau A., Herr B., Frau C. (Kreis Gütersloh), Herr D. (Stadt Rietberg), Frau E. (Stadt Verl)"),
            ("h", "TOP 1: Stand der Umsetzung"),
            ("p", "Das Case Management hat im Januar begonnen. 140 Menschen werden begleitet, die meisten fragen nach der Aufenthaltserlaubnis und nach Terminen bei der Ausländerbehörde. Die Datenschutzvereinbarung vom 2. Februar 2026 ist unterschrieben."),
            ("h", "TOP 2: Verschiedenes"),
            ("p", "Nächste Sitzung am 11.06.2026."),
        ],
        "Lenkungsgruppe Kommunales Integrationsmanagement", "2026-03-12", "Kreis Gütersloh", ("Verwaltung",), "Protokoll",
        BARE, other_titles=("Protokoll Lenkungsgruppe Kommunales Integrationsmanagement", "Protokoll"),
    ),
    Sample(
        "Neuss.pdf",
        [
            ("row", ["STADT NEUSS", "Dezernat für Jugend, Integration und Soziales"]),
            ("title", "RAHMENKONZEPT ZUR UNTERBRINGUNG\nGEFLÜCHTETER MENSCHEN"),
            ("sub", "Fortschreibung, Stand 30.11.2025"),
            ("h", "1. Ausgangslage"),
            ("p", "Die Stadt Neuss im Rhein-Kreis Neuss bringt derzeit 1.900 geflüchtete Menschen unter. Das Rahmenkonzept beschreibt, wie Wohnungen angemietet und Sammelunterkünfte schrittweise geschlossen werden. Es gilt seit dem 1. Januar 2024 und wird jährlich fortgeschrieben."),
            ("p", "In Düsseldorf, Köln und Krefeld gelten ähnliche Standards für den Brandschutz."),
        ],
        "RAHMENKONZEPT ZUR UNTERBRINGUNG GEFLÜCHTETER MENSCHEN", "2025-11-30", "Neuss", ("Wohnen",), "Konzept",
    ),
    Sample(
        "0456_2026.docx",
        [
            ("letter", "Stadt Siegen · Universitätsstadt"),
            ("row", ["Drucksache Nr. 0456/2026", "Status: öffentlich"]),
            ("row", ["Federführend: Fachbereich 4", "Erstellt am: 1. Juni 2026"]),
            ("p", "Betreff:"),
            ("title", "Zuschuss an das Frauenhaus für die mehrsprachige Beratung"),
            ("row", ["Beratungsfolge:", "", ""]),
            ("row", ["09.06.2026", "Ausschuss für Soziales, Familien und Senioren", "Anhörung"]),
            ("row", ["24.06.2026", "Rat der Stadt Siegen", "Beschluss"]),
            ("p", "Beschlussvorschlag:"),
            ("p", "Der Rat beschließt einen Zuschuss von 18.000 Euro für das Haushaltsjahr 2027."),
            ("p", "Sachverhalt:"),
            ("p", "Die Hälfte der Bewohnerinnen des Frauenhauses spricht wenig Deutsch. Mit dem Zuschuss werden Dolmetscherinnen bezahlt, die Frauen nach häuslicher Gewalt in ihrer Sprache beraten."),
        ],
        "Zuschuss an das Frauenhaus für die mehrsprachige Beratung", "2026-06-01", "Siegen", ("Gleichstellung", "Sprache"), "Beschlussvorlage",
        Look(title=11, styles=False),
    ),
    Sample(
        "Folien_Fachtag.pptx",
        [
            ("title", "Vom Ehrenamt zum Hauptamt?"),
            ("p", "Wie wir Freiwillige gewinnen und halten"),
            ("p", "Bocholt, im Mai 2026"),
            ("h", "Was Freiwillige sagen"),
            ("p", "„Ich möchte wissen, wen ich anrufen kann.“ Das sagten 41 von 60 Befragten."),
            ("h", "Was die Stadt Bocholt tut"),
            ("p", "Eine Ansprechperson, ein Stammtisch, eine Fortbildung je Quartal"),
        ],
        "Vom Ehrenamt zum Hauptamt?", "2026-05", "Bocholt", ("Ehrenamt",), "Vortrag",
        properties={"title": "Vorlage Stadt 16:9"},
    ),
    Sample(
        "text.odt",
        [
            ("head", "Gemeinde Möhnesee\nHauptstraße 19, 59519 Möhnesee"),
            ("title", "Leitlinien für die Zusammenarbeit mit Sprachmittlerinnen und Sprachmittlern"),
            ("sub", "Stand: 10/2025"),
            ("p", "Wer im Rathaus ein Gespräch führt, kann Sprachmittler anfordern. Die Leitlinien regeln, wann das sinnvoll ist, wie die Übersetzung abläuft und wer sie bezahlt."),
            ("h", "Wann wird gedolmetscht?"),
            ("p", "Bei allen Gesprächen, in denen es um Rechte und Pflichten geht."),
        ],
        "Leitlinien für die Zusammenarbeit mit Sprachmittlerinnen und Sprachmittlern", "2025-10", "Möhnesee", ("Sprache",), "Konzept",
        BARE,
    ),
    Sample(
        "auswertung.xlsx",
        [
            ("row", ["Kreis Lippe", "", "Fachdienst Bildung"]),
            ("row", ["Übergang Schule – Ausbildung: neu zugewanderte Jugendliche"]),
            ("row", ["erstellt am", datetime(2026, 8, 20)]),
            ("row", ["Berufskolleg", "Jugendliche", "in Ausbildung", "im Praktikum"]),
            ("row", ["Detmold", 61, 22, 14]),
            ("row", ["Lemgo", 48, 19, 11]),
        ],
        "Übergang Schule – Ausbildung: neu zugewanderte Jugendliche", "2026-08-20", "Kreis Lippe", ("Arbeit", "Bildung"), "Bericht",
    ),
    Sample(
        "bericht-wohnungsnotfall.pdf",
        [
            ("sub", "Stadt Bergisch Gladbach\nFachbereich Soziales und Inklusion"),
            ("title", "Wohnungsnotfallhilfe:\nJahresbericht 2025"),
            ("small", "Bergisch Gladbach, im März 2026"),
            ("page", ""),
            ("h", "Zusammenfassung"),
            ("p", "Im Jahr 2025 haben 412 Haushalte Hilfe gesucht, weil sie ihre Wohnung verloren hatten oder zu verlieren drohten. In zwei von drei Fällen blieb die Wohnung erhalten. Die Zahl der untergebrachten Personen sank zum Stichtag 31. Dezember 2025 auf 288."),
        ],
        "Wohnungsnotfallhilfe: Jahresbericht 2025", "2026-03", "Bergisch Gladbach", ("Wohnen",), "Bericht",
        Look(title=24), properties={"title": "Wohnungsnotfallhilfe: Jahresbericht 2025", "author": "Stadt Bergisch Gladbach"},
    ),
    Sample(
        "kv.docx",
        [
            ("head", "Kreis Viersen | Der Landrat | Rathausmarkt 3 | 41747 Viersen"),
            ("head", "PRESSEMELDUNG"),
            ("head", "04.02.2026"),
            ("title", "Kinderärztliche Sprechstunde zieht in das Gesundheitsamt um"),
            ("p", "Kreis Viersen. Die Sprechstunde für Kinder ohne Krankenversicherung ist ab Montag, 16. Februar 2026, im Gesundheitsamt zu finden. Zwei Kinderärztinnen untersuchen und impfen dort ehrenamtlich."),
            ("p", "Bislang fand das Angebot in Räumen der Stadt Viersen statt. Familien aus Nettetal und Willich erhalten Fahrkarten."),
        ],
        "Kinderärztliche Sprechstunde zieht in das Gesundheitsamt um", "2026-02-04", "Kreis Viersen", ("Gesundheit", "Familie"), "Pressemitteilung",
        SAME,
    ),
    Sample(
        "oldenburg.pdf",
        [
            ("head", "Stadt Oldenburg · Amt für Zuwanderung und Integration · Industriestraße 1 · 26121 Oldenburg"),
            ("title", "Einbürgerung leicht gemacht: Wegweiser durch das Verfahren"),
            ("p", "Ausgabe Januar 2026"),
            ("p", "Der Wegweiser erklärt in fünf Schritten, wie die Einbürgerung abläuft. Er nennt die Unterlagen, die Kosten und die Ansprechpersonen in der Ausländerbehörde. Grundlage ist das Staatsangehörigkeitsgesetz in der Fassung vom 27. Juni 2024."),
        ],
        "Einbürgerung leicht gemacht: Wegweiser durch das Verfahren", "2026-01", "Stadt Oldenburg", ("Verwaltung",), "Flyer",
    ),
    Sample(
        "spielgruppe.docx",
        [
            ("title", "Spielgruppe „Kleine Entdecker“"),
            ("p", "Für Eltern mit Kindern von einem bis drei Jahren. Wir singen, spielen und frühstücken zusammen. Kommen Sie vorbei, es kostet nichts!"),
            ("p", "Jeden Dienstag, 9.30 bis 11.00 Uhr, Familienzentrum Sonnenschein"),
            ("p", "Gemeinde Alpen, Rathausstraße 5, 46519 Alpen"),
        ],
        "Spielgruppe „Kleine Entdecker“", None, "Alpen", ("Familie",), "Flyer",
    ),
    Sample(
        "vertrag_drk.pdf",
        [
            ("title", "Vertrag über die Betreuung von Geflüchteten\nin der Unterkunft Gausekampweg"),
            ("p", "zwischen der Stadt Halle (Westf.), Ronchinplatz 1, 33790 Halle (Westf.), vertreten durch den Bürgermeister, und dem Deutschen Roten Kreuz, Kreisverband, nachfolgend Auftragnehmer."),
            ("h", "§ 1 Vertragsgegenstand"),
            ("p", "Der Auftragnehmer betreut bis zu 80 Menschen in der Unterkunft. Er stellt zwei Sozialarbeiterinnen und einen Hausmeister."),
            ("h", "§ 2 Laufzeit"),
            ("p", "Der Vertrag beginnt am 1. Oktober 2026 und endet am 30. September 2028."),
            ("p", "Halle (Westf.), den 22. September 2026"),
        ],
        "Vertrag über die Betreuung von Geflüchteten in der Unterkunft Gausekampweg", "2026-09-22", "Halle (Westf.)", ("Wohnen",), "Vertrag",
        Look(title=14),
    ),
    Sample(
        "Bündnis.pdf",
        [
            ("head", "Stadt Bochum"),
            ("genre", "Medienmitteilung"),
            ("title", "Ruhrgebietsstädte gründen Bündnis für Fachkräfte"),
            ("p", "(28.10.2026) Acht Städte wollen die Berufsabschlüsse von Zugewanderten schneller anerkennen. In Essen, Dortmund, Gelsenkirchen, Duisburg, Oberhausen, Herne und Hagen entstehen Beratungsstellen nach dem Muster des Jobcenters Bochum."),
            ("p", "Dortmund und Essen beginnen am 1. Dezember 2026. Dortmund stellt zwei Räume, Essen das Personal. Unternehmen und Handwerk beteiligen sich an den Kosten der Qualifizierung."),
        ],
        "Ruhrgebietsstädte gründen Bündnis für Fachkräfte", "2026-10-28", "Bochum", ("Arbeit",), "Pressemitteilung",
    ),
    Sample(
        "cl.pdf",
        [
            ("head", "Stadt Warendorf, Sachgebiet Soziales und Wohnen"),
            ("title", "Checkliste für die Vorbereitung einer Bürger-\nversammlung zur neuen Unterkunft"),
            ("p", "Version 3, 9. April 2026"),
            ("li", "[ ] Raum mieten, barrierefrei, mindestens acht Wochen vorher"),
            ("li", "[ ] Nachbarschaft einladen, Presse bis 14 Tage vorher"),
            ("li", "[ ] Fragen zur Unterkunft sammeln: Größe, Dauer, Betreuung"),
            ("li", "[ ] Ehrenamtliche und Kirchengemeinden ansprechen"),
        ],
        "Checkliste für die Vorbereitung einer Bürgerversammlung zur neuen Unterkunft", "2026-04-09", "Warendorf", ("Wohnen",), "Checkliste",
        Look(title=15),
    ),
]  # fmt: skip

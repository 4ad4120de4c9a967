"""Words and endings the analysis knows: function words, and what holds compounds together.

Everything stands here as `analysis.normalise` leaves it: lower case, umlauts without dots, ss for ß.
"""

_ARTICLES_AND_PRONOUNS = """
der die das den dem des ein eine einen einem einer eines kein keine keinen keinem keiner keines ich du er sie es wir
ihr mich dich sich uns euch mir dir ihm ihn ihnen ihre ihrem ihren ihrer ihres mein meine meinem meinen meiner meines
dein deine deinem deinen deiner deines sein seine seinem seinen seiner seines unser unsere unserem unseren unserer
unseres euer eure eurem euren eurer eures dieser diese dieses diesen diesem jener jene jenes jenen jenem jeder jede
jedes jeden jedem solche solcher solches solchen solchem derselbe dieselbe dasselbe denselben demselben derselben
desselben man selbst selber einander welche welcher welches welchen welchem deren dessen
"""
_QUESTIONS = """
wer wem wen wessen was wann wo wohin woher womit wodurch wofur woran worauf woraus worin woruber wovon wozu wie wieso
weshalb warum wieviel wieviele
"""
_VERBS = """
bin bist ist sind seid war warst waren wart sei seien gewesen ware waren wird werde werden wirst wurde wurden worden
geworden habe hast hat haben habt hatte hatten hattest gehabt kann kannst konnen konnt konnte konnten muss musst
mussen musste mussten soll sollst sollen sollt sollte sollten will willst wollen wollte wollten darf darfst durfen
durfte durften mag mogen mochte mochten
"""
_PARTICLES = """
und oder aber sondern denn doch weil dass ob wenn als damit bevor nachdem wahrend sowie sowohl weder noch entweder
falls sobald in im ins an am ans auf aufs aus bei beim bis durch durchs fur gegen hinter hinterm mit nach neben ohne
seit uber ubers um ums unter unterm vom von vor vorm vors zu zum zur zwischen trotz wegen innerhalb ausserhalb nicht
nichts nur auch schon so sehr mehr viel viele vielen vieler vielem wenig wenige etwas alle allem allen aller alles
hier da dort dann nun jetzt immer wieder also dabei dafur dagegen daher dahin damals daran darauf daraus darin daruber
darum davon dazu dadurch dazwischen hin her hinaus herum jedoch zwar ja nein bzw usw etc zb ca ander andere anderem
anderen anderer anderes einig einige einigem einigen einiger einiges manche mancher manches manchen manchem eben gar
ganz etwa bereits sogar wohl mal
"""

STOP_WORDS = frozenset(f"{_ARTICLES_AND_PRONOUNS} {_QUESTIONS} {_VERBS} {_PARTICLES}".split())

# What may stand between two parts of a compound: Integration-s-kurs, Kind-er-garten, Frau-en-haus
LINKS = ("", "s", "es", "n", "en", "er", "e")
# Words that end like this are joined to the next by an s, always: Förderung-s-bescheid, never Förderung-bescheid
WITH_S = ("ung", "heit", "keit", "schaft", "ion", "tat", "ling", "tum")

# In dictionaries as words of their own, in compounds only endings, prefixes or accidents
_FRAGMENTS = """
bar bare baren barer bares barem sam same samen chen lein lich liche lichen licher isch ische ischen los lose losen
loser haft hafte haften keit keiten heit heiten schaft schaften tum ung ungen ion ionen ier iere ieren iert ierte
ierten ling linge ver ent emp miss ge be zer erst innen erin erinnen orin istin tion tionen ismus ist isten tat taten
ter tern ten tes ther ner nen nern gen ger gern sch schen scher sche ende enden ender endes weise fach mal mals ein
eine einen einer eines der die das den dem des und oder mit von vom zum zur bis bei als wie was wer wir ihr sie ich
ern est sten ste ster tig tige tigen tiger ig ige igen iger lung lungen rung rungen tung tungen nung nungen sung
sungen dung dungen gung gungen kung kungen bung bungen fung fungen mung mungen zung zungen hung hungen stel del deln
tel teln sel seln per pro con las les the and for her rin nis nisse nissen
"""
NO_PART = frozenset(_FRAGMENTS.split())

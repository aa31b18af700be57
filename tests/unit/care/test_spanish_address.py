"""Spanish speaks to patients with "usted" everywhere: no pronoun, verb or command of the "tú" form in any catalogue."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import needlepoint

CATALOGUES = sorted((Path(needlepoint.__file__).parent / "locale" / "es" / "LC_MESSAGES").glob("*.po"))
PRONOUNS = "tú|tu|tus|te|ti|contigo|tuyo|tuya|tuyos|tuyas"
VERBS = (
    "tienes|puedes|puedas|podrías|quieres|quieras|necesitas|debes|deberías|estás|estés|eres|haces|hagas|tomas|tomes|uses|"
    "usas|dejes|pongas|pones|pruebes|rasques|frotes|arranques|aprietes|acortes|mezcles|broncees|depiles|esperes|evitas|"
    "fumas|fumes|sangras|sientes|recibes|compras|tocaste|tuviste|vives|pidas|desmayas|vuelvas|vayas|bebas|llames|"
    "preguntes|digas|sepas|sabes|ves|veas|vas|has|viste|hiciste|tomaste|usaste|pusiste"
)
COMMANDS = (
    "aclara|aprieta|avisa|avísanos|busca|calcula|compra|comprueba|cuéntanos|cúbrete|dale|di|dile|dilo|dinos|díselo|duerme|"
    "elige|enseña|evita|guárdalo|haz|hazte|lávate|levanta|llama|mira|pide|piensa|pon|ponla|ponte|pregunta|pregúntale|"
    "quédate|espera|síguelo|tómalo|ten|usa|úsala|ven|vete|vigila|vigílala|vuelve|envuelve|recuerda|haznos|lava"
)
BEFORE_A_COMMAND = r"(?:^|[.;:!?»]\s+|, |\b(?:y|o) )"
TU = re.compile(
    rf"\b(?:{PRONOUNS}|{VERBS})\b|{BEFORE_A_COMMAND}(?:{COMMANDS})\b(?! (?:{{|el plan|la piel))",
    re.IGNORECASE,
)


@pytest.mark.parametrize("path", CATALOGUES, ids=[path.stem for path in CATALOGUES])
def test_no_text_says_tu(path: Path) -> None:
    with path.open("rb") as file:
        said = [str(message.string) for message in read_po(file) if message.id]
    assert len(said) > 100
    assert [(found.group(), text) for text in said if (found := TU.search(text))] == []


@pytest.mark.parametrize("text", ["¿Te duele?", "Llama a la clínica.", "Si quieres, pide cita.", "tu piel", "Lávate."])
def test_the_search_finds_tu(text: str) -> None:
    assert TU.search(text)


@pytest.mark.parametrize("text", ["¿Le duele?", "Llame a la clínica.", "su piel", "La piel se lava sola.", "tutor"])
def test_the_search_leaves_usted_alone(text: str) -> None:
    assert not TU.search(text)

"""Thirty people who do not exist, with accents of several languages. Numbers and addresses lead nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ..patients.identity import Identity


@dataclass(frozen=True)
class Invented:
    """One of them. kind: which worked plan fits: acne, lines or marks; it brings age and skin type."""

    given: str
    family: str
    sex: str
    language: str
    kind: str

    def identity(self, number: int, age: int, today: date) -> Identity:
        """Born so that they are this old today."""
        month, day = 1 + number % 12, 1 + (7 * number) % 28
        late = (month, day) > (today.month, today.day)
        born = date(today.year - age - late, month, day)
        mail = f"person{number:02d}@invented.example"
        return Identity(self.given, self.family, born, mail, f"+1 555 01{number:02d}", "1 Imaginary Street, Nowhere")


PEOPLE = (
    Invented("Ximena", "Ficción-Ibáñez", "female", "es", "acne"),
    Invented("Bram", "Van Verzinsel", "male", "en", "acne"),
    Invented("Noor", "Nevermore", "female", "en", "lines"),
    Invented("Zoë", "Paperweight", "female", "en", "acne"),
    Invented("Íñigo", "De la Nube", "male", "es", "acne"),
    Invented("Åsa", "Påhittsdotter", "female", "en", "lines"),
    Invented("Tomás", "Inventado Núñez", "male", "es", "acne"),
    Invented("Chloé", "Imaginé", "female", "en", "marks"),
    Invented("Jürgen", "Erfundener", "male", "en", "lines"),
    Invented("Małgorzata", "Zmyślona", "female", "en", "acne"),
    Invented("Aoife", "O'Daydream", "female", "en", "marks"),
    Invented("Peña", "Quimera Soñada", "female", "es", "lines"),
    Invented("Søren", "Opdigtet", "male", "en", "acne"),
    Invented("Lucía", "Cuento Zafra", "female", "es", "acne"),
    Invented("Faye", "Fabricated", "female", "en", "marks"),
    Invented("Renée", "Chimère", "female", "en", "lines"),
    Invented("Iker", "Fábula Etxe", "male", "es", "acne"),
    Invented("Ödön", "Képzelt", "male", "en", "acne"),
    Invented("Wanjiru", "Wa-Hadithi", "female", "en", "marks"),
    Invented("Nguyễn", "Tưởng Tượng", "female", "en", "acne"),
    Invented("Solène", "Mirage", "female", "en", "lines"),
    Invented("Rocío", "Espejismo Rey", "female", "es", "marks"),
    Invented("Gwyneth", "Makebelieve", "female", "en", "acne"),
    Invented("Çağla", "Hayali", "female", "en", "lines"),
    Invented("Ángel", "Leyenda Marín", "male", "es", "acne"),
    Invented("Pippa", "Pretendleton", "female", "en", "acne"),
    Invented("Ivana", "Izmišljena", "female", "en", "lines"),
    Invented("João", "Inventoso", "male", "en", "acne"),
    Invented("Begoña", "Sueño Largo", "female", "es", "marks"),
    Invented("Hedda", "Oppspinn", "female", "en", "acne"),
)

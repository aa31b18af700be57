"""The clinic: a Django application that screens, plans, charts and follows courses of microneedling with `needlepoint`.

One app per meaning, in the order of a patient's way through a clinic. In each app, writes are in ``actions.py``
(keyword-only, atomic, audited), reads in ``selectors.py``, pages in ``views.py``, words in templates, values ready to
show in ``presenters.py``. The engine never sees a name.
"""

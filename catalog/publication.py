"""Whether the shop shows a product at all, in the words that files use."""

from catalog.headers import fold_header

_HIDDEN = frozenset(
    {
        *("0", "archived", "deactivated", "deleted", "disabled"),
        *("discontinued", "draft", "ended", "expired", "false"),
        *("hidden", "inactive", "invisible", "n", "no", "none", "notactive", "notpublished", "notvisible"),
        *("notvisibleindividually", "off", "pending", "private", "removed", "retired", "soldout", "suspended"),
        *("trash", "unlisted", "unpublished"),
        # German
        *("ausgeblendet", "aus", "archiviert", "deaktiviert", "entwurf"),
        *("falsch", "inaktiv", "nein", "nichtaktiv"),
        *("nichtsichtbar", "nichtveröffentlicht", "privat", "unsichtbar"),
        *("unveröffentlicht", "verborgen", "versteckt"),
        # French
        *("archivé", "brouillon", "caché", "désactivé", "faux"),
        *("inactif", "masqué", "non", "nonpublié", "nonvisible"),
        "privé",
        # Spanish, Italian, Portuguese
        *("archivado", "borrador", "desactivado", "falso", "inactivo"),
        *("nopublicado", "novisible", "oculto", "privado"),
        *("archiviato", "bozza", "disattivato", "inattivo", "nascosto", "nonpubblicato", "nonvisibile", "privato"),
        *("arquivado", "desativado", "inativo", "não", "nao", "nãopublicado", "nãovisível", "rascunho"),
        # Dutch, Polish
        *("concept", "gearchiveerd", "inactief", "nee"),
        *("nietgepubliceerd", "nietzichtbaar", "onwaar", "verborgen"),
        *("fałsz", "nie", "nieaktywny", "nieopublikowany", "niewidoczny", "prywatny", "szkic", "ukryty"),
        # Russian, Ukrainian
        *("ложь", "неактивен", "неактивный", "неопубликован", "неопубликовано", "нет", "скрыт", "скрытый"),
        *("черновик", "ні", "чернетка", "приховано"),
    }
)
"""Folded (`catalog.headers`). Excel writes yes and no in its user's language."""


def is_published(*texts: str) -> bool:
    """False when any of the cells says draft, archived, hidden, false and the like; blank ones say nothing."""
    # WooCommerce writes -1 for a draft, or '-1, and folding would make a yes of it.
    return not any(text.strip(" '") == "-1" or fold_header(text) in _HIDDEN for text in texts)

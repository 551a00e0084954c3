"""Headers in other languages: shops export in their own, WooCommerce above all.

German, French, Spanish, Italian, Portuguese, Dutch, Polish, Russian and Ukrainian; as WooCommerce's translations
have them, and as people head their own tables.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from catalog.columns import Field

NAMES: Mapping[Field, Sequence[str]] = MappingProxyType(
    {
        Field.ID: ("artikelid", "produktid", "idproduit", "idproducto", "idprodotto"),
        Field.SKU: (
            *("artikelnummer", "artikelnr", "artnr", "ugs", "référence", "reference", "referencia", "ref", "cod"),
            *("codice", "código", "indeks", "артикул"),
        ),
        Field.TITLE: (
            *("titel", "produkttitel", "produktname", "artikelname", "artikelbezeichnung", "bezeichnung"),
            *("titre", "nom", "nomduproduit", "título", "titulo", "nombre", "nombredelproducto"),
            *("titolo", "nome", "nomeprodotto", "nomedoproduto", "naam", "productnaam"),
            *("tytuł", "nazwa", "nazwaproduktu", "название", "имя", "наименование", "назва"),
        ),
        Field.DESCRIPTION: (
            *("beschreibung", "produktbeschreibung", "descripción", "descripcion", "descrizione", "descrição"),
            *("descricao", "beschrijving", "opis", "описание", "опис"),
            *("kurzbeschreibung", "descriptioncourte", "descripcióncorta", "brevedescrizione", "descriçãocurta"),
            *("kortebeschrijving", "korteomschrijving", "omschrijving", "krótkiopis"),
            *("короткоеописание", "краткоеописание"),
        ),
        Field.PAGE: (
            *("produktlink", "produkturl", "produktseite", "lien", "lienproduit", "urlduproduit", "enlace"),
            *("enlacedelproducto", "collegamento", "ссылка", "посилання"),
        ),
        Field.IMAGE: (
            *("bild", "bilder", "bildurl", "bildlink", "produktbild", "imagen", "imágenes", "imagenes"),
            *("immagine", "immagini", "imagem", "imagens", "afbeelding", "afbeeldingen"),
            *("obrazek", "obrazki", "zdjęcie", "zdjęcia", "изображение", "изображения", "зображення", "фото"),
        ),
        Field.PRICE: (
            *("regulärerpreis", "preis", "verkaufspreis", "tarifrégulier", "prixrégulier", "prixdebase", "prix"),
            "prixttc",
            *("precionormal", "precio", "prezzodilistino", "prezzo", "preçonormal", "preço", "preco"),
            *("reguliereprijs", "prijs", "cenaregularna", "cena", "базоваяцена", "цена", "ціна"),
        ),
        Field.SALE_PRICE: (
            *("angebotspreis", "sonderpreis", "aktionspreis", "tarifpromo", "prixpromo", "preciorebajado"),
            *("preciodeoferta", "prezzoinofferta", "prezzoscontato", "preçopromocional", "actieprijs"),
            *("cenapromocyjna", "ценараспродажи", "акционнаяцена"),
        ),
        Field.CURRENCY: ("währung", "devise", "moneda", "valuta", "moeda", "waluta", "валюта"),
        Field.AVAILABILITY: (
            *("verfügbarkeit", "vorrätig", "disponibilité", "enstock", "eninventaire", "disponibilidad"),
            *("eninventario", "hayexistencias", "disponibilità", "disponibilidade", "emestoque", "emstock"),
            *("opvoorraad", "beschikbaarheid", "dostępność", "wmagazynie", "вналичии", "наличие"),
        ),
        Field.QUANTITY: (
            *("bestand", "lagerbestand", "menge", "lager", "inventaire", "inventario", "existencias", "magazzino"),
            *("estoque", "voorraad", "stanmagazynowy", "ilość", "остатки", "запас", "количество"),
        ),
        Field.BRAND: (
            *("marke", "marken", "hersteller", "marque", "marques", "fabricant", "marca", "marcas", "merk"),
            *("merken", "marka", "producent", "бренд", "марка"),
        ),
        Field.TYPE: (
            *("produkttyp", "warengruppe", "catégorie", "categoría", "categoria", "kategoria", "категория"),
        ),
        Field.LOOSE_TYPE: ("typ", "tipo", "тип"),
        Field.CATEGORIES: (
            *("kategorien", "kategorie", "catégories", "categorías", "categorias", "categorieën"),
            *("categorie", "категории", "категорії"),
        ),
        Field.BOARD: ("pinnwand", "tableau", "tablero", "bacheca"),
        Field.TAGS: (
            *("schlagwörter", "schlagworte", "stichwörter", "étiquettes", "motsclés", "etiquetas"),
            *("palabrasclave", "etichette", "tag", "trefwoorden", "tagi", "znaczniki", "метки", "теги"),
        ),
        Field.PUBLISHED: (
            *("veröffentlicht", "sichtbar", "aktiv", "publié", "publicado", "pubblicato", "gepubliceerd"),
            *("opublikowano", "opublikowany", "опубликован"),
        ),
        Field.VISIBILITY: (
            *("sichtbarkeitimkatalog", "visibilitédanslecatalogue", "visibilidadenelcatálogo"),
            *("visibilitànelcatalogo", "visibilidadenocatálogo", "zichtbaarheidincatalogus"),
            *("widocznośćwkatalogu", "видимостьвкаталоге"),
        ),
        # Not the dates of publication: those stand in `catalog.plans`, since books have them, too.
        Field.PUBLISH_AT: (
            *("veröffentlichenam", "geplantam", "geplantfür", "publierle", "programméle", "programmépour"),
            *("publicarel", "programadopara", "pubblicareil", "programmatoper", "publicarem", "agendadopara"),
            *("publicerenop", "ingeplandop", "zaplanowanona", "запланировано"),
        ),
        Field.PARENT: (
            *("übergeordnetesprodukt", "padre", "superior", "genitore", "produtoascendente", "ascendente"),
            *("hoofd", "nadrzędny", "родительский"),
        ),
    }
)
"""For each field its names, folded (`catalog.headers`); beside them the English ones stand in `catalog.plain`."""

-- A job's position in the list: its list key and its id, both as text; no row if the job isn't in the list.
SELECT CAST(anchor.place AS TEXT) AS place, CAST(anchor.id AS TEXT) AS id, typeof(anchor.id) AS id_storage
FROM fragment.anchor AS anchor

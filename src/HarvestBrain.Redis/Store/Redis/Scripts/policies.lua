-- The settings of some symbols.
-- KEYS: config hash...   Returns one list of names and values per key; {'', type} for a key that is no hash.
return settings_from(1)

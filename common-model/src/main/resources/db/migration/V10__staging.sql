-- An environment in staging sends real mail to nobody by mistake: either only listed recipients get
-- through, or all mail goes to one address.
ALTER TABLE environment
    -- Addresses, and domains with an @ before them, in lower case; null: not in staging.
    ADD COLUMN staging_only text[] CHECK (cardinality(staging_only) > 0),
    ADD COLUMN staging_redirect text,
    ADD CONSTRAINT environment_staging CHECK (staging_only IS NULL OR staging_redirect IS NULL);

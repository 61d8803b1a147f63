-- Deltas of one day, environment and counter are folded into one row, their total
-- (ledger.UsageFolding). It stays in the same table, so that whoever sums up amounts, of this release
-- or the one before, finds each once, folded or not.
ALTER TABLE usage_delta
    -- A total, and no delta any more. Only totals are ever updated.
    ADD COLUMN folded boolean NOT NULL DEFAULT false;

-- One total of each, to be added to.
CREATE UNIQUE INDEX usage_delta_total ON usage_delta (organisation_id, day, environment_id, counter)
    WHERE folded;
-- What is left to fold, oldest first.
CREATE INDEX usage_delta_fresh ON usage_delta (id) WHERE NOT folded;

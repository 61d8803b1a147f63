-- How operators steer beside holding. Expand only: the release before neither reads nor writes these,
-- so that a worker of it takes no part in a drill and holds no lane.

ALTER TABLE provider
    -- A drill: until then it is treated as down. One that has passed says nothing; nobody clears it.
    ADD COLUMN drill_until timestamptz;

ALTER TABLE environment
    -- Words of model.mail.Lane: its mails in these are accepted and wait. `held` holds all of them.
    ADD COLUMN held_lanes text[] NOT NULL DEFAULT '{}'
        CHECK (held_lanes <@ ARRAY['transactional', 'bulk']);

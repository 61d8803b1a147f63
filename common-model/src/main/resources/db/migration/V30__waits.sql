-- What a mail waits for, so that a change of the settings wakes those that it may help and no others.
-- Expand only: the release before neither reads nor writes these. What it puts back keeps what stood
-- here, and is at worst looked at once before its time.

-- model.lifecycle.WaitCause; null: for nothing, or put back by an older release. Only of an open
-- recipient whose call is not under way does it say anything.
ALTER TABLE recipient
    ADD COLUMN waits smallint,
    -- Words about it, where reason speaks of a refusal; null: reason has them.
    ADD COLUMN waits_why text;

-- The settings_version by which no way was open to some recipient (WaitCause.forWays); null: none
-- waits for a way. Changed where due_at is, and by a claim only if it says something else.
ALTER TABLE work ADD COLUMN settings_seen bigint;

-- Those that wait for a way, by the settings they have seen. Reads the table once while nobody writes
-- to it, some seconds for ten million mails; it is empty when it is made.
CREATE INDEX work_settings ON work (lane, flow, settings_seen)
 WHERE NOT woken AND settings_seen IS NOT NULL;

-- Mails that wait for a way, by the settings they have seen; empty when it is made. By itself: the
-- table is read once, some seconds for ten million mails, and so long nobody writes to it: nothing is
-- accepted, woken, claimed or settled, and what is asked meanwhile waits or comes again. All may read
-- it, and nobody stands behind the recipients' table.
CREATE INDEX work_settings ON work (lane, flow, settings_seen)
 WHERE NOT woken AND settings_seen IS NOT NULL;

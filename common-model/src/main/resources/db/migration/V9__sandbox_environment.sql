-- A key bound to an environment sees what the sandbox caught of that environment only. Null in rows
-- of before, and where a worker of before writes: those are shown to keys bound to none. They are not
-- filled in: that would read all mails while the table is locked.
ALTER TABLE sandbox_message ADD COLUMN environment_id uuid;

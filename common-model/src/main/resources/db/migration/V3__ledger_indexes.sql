-- Moving a scheduled mail finds its key by the mail.
CREATE INDEX idempotency_scheduled_mail ON idempotency_scheduled (email_id);

-- Mails in hand when their worker died: few, and each costs a look at the others. The predicate's
-- column changes only in a takeover, which is never in place anyway, so claims stay so (HOT).
CREATE INDEX work_deaths ON work (email_id) WHERE deaths > 0;

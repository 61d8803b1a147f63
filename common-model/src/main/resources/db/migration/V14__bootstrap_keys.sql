-- A key that is bound to an environment makes keys of that environment only. The first key of an
-- organisation, which `bootstrap` had bound, must be good for all of them: nobody else could make
-- keys of the others.
UPDATE api_key SET environment_id = NULL
 WHERE name = 'bootstrap' AND 'admin' = ANY (scopes) AND environment_id IS NOT NULL
   -- Not one that somebody called so later: the command makes both in one transaction.
   AND created_at = (SELECT o.created_at FROM organisation o WHERE o.id = organisation_id);
UPDATE settings_version SET version = version + 1;

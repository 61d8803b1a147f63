package dev.mailswitch.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The demo organisation, set up over HTTP as anybody would: providers, routes, a key to send
/// with. Whatever is there already stays as it is.
///
/// @param api called with the admin key
record Demo(Api api) {

    static final String ORGANISATION = "demo";
    static final String ENVIRONMENT = "demo";
    static final String DOMAIN = "demo.mailswitch.test";
    static final String SENDER = "demo@" + DOMAIN;

    private static final String ROUTES = "/api/v1/routes";
    private static final String PROVIDERS = "/api/v1/providers";
    private static final List<ProviderUrl> SANDBOXES =
            List.of(ProviderUrl.sandbox("sandbox-a", 0), ProviderUrl.sandbox("sandbox-b", 1));

    /// A key bound to the environment with every scope but `admin`.
    String makeKey() {
        ObjectNode key = Api.object().put("name", "demo").put("environment", ENVIRONMENT);
        for (String scope :
                List.of("emails:send", "emails:read", "templates", "suppressions", "webhooks")) {
            key.withArray("scopes").add(scope);
        }
        return api.post("/api/v1/api-keys", key).path("key").asText();
    }

    /// Makes the environment's routes these. With none given, routes that exist stay, and a new
    /// environment gets two sandboxes.
    ///
    /// @return whether the routes had to be changed
    boolean route(List<ProviderUrl> wanted) {
        List<JsonNode> routes = api.list(ROUTES + "?environment=" + ENVIRONMENT);
        if (wanted.isEmpty() && !routes.isEmpty()) {
            return false;
        }
        List<ProviderUrl> providers = wanted.isEmpty() ? SANDBOXES : wanted;
        Map<String, String> known = new HashMap<>();
        api.list(PROVIDERS).forEach(p -> known.put(p.path("name").asText(), p.path("id").asText()));
        Set<String> wantedIds = new HashSet<>();
        boolean changed = false;
        for (ProviderUrl provider : providers) {
            String id = provider(provider, known);
            wantedIds.add(id);
            changed |= route(provider, id, routes);
        }
        // Last, so that the environment is never without a route.
        for (JsonNode old : routes) {
            if (!wantedIds.contains(old.path("provider_id").asText())) {
                api.delete(ROUTES + "/" + old.path("id").asText());
                changed = true;
            }
        }
        return changed;
    }

    private String provider(ProviderUrl wanted, Map<String, String> known) {
        ObjectNode json = Api.object().put("name", wanted.name());
        if (wanted.kind().equals("smtp")) {
            ObjectNode settings =
                    json.putObject("settings")
                            .put("host", wanted.host())
                            .put("port", wanted.port())
                            .put("security", wanted.security());
            // Always given, null too: a changed host or user needs its password again.
            settings.put("username", wanted.username());
            json.put("secret", wanted.username() == null ? null : wanted.password());
        }
        String id = known.get(wanted.name());
        if (id == null) {
            return api.post(PROVIDERS, json.put("kind", wanted.kind())).path("id").asText();
        }
        // The secret cannot be read back and compared, so it is set anew.
        if (wanted.kind().equals("smtp")) {
            api.patch(PROVIDERS + "/" + id, json);
        }
        return id;
    }

    private boolean route(ProviderUrl wanted, String provider, List<JsonNode> routes) {
        for (JsonNode route : routes) {
            if (route.path("provider_id").asText().equals(provider)) {
                boolean differs =
                        route.path("tier").asInt(-1) != wanted.tier()
                                || route.path("weight").asInt(-1) != wanted.weight();
                if (differs) {
                    ObjectNode change =
                            Api.object().put("tier", wanted.tier()).put("weight", wanted.weight());
                    api.patch(ROUTES + "/" + route.path("id").asText(), change);
                }
                return differs;
            }
        }
        ObjectNode json =
                Api.object()
                        .put("environment", ENVIRONMENT)
                        .put("provider_id", provider)
                        .put("tier", wanted.tier())
                        .put("weight", wanted.weight());
        api.post(ROUTES, json);
        return true;
    }
}

package dev.mailswitch.directory;

import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.provider.Provider;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/// All settings at one moment.
public final class Directory {

    /// No settings at all, of a version that no database has.
    static final Directory NOTHING =
            new Directory(-1, List.of(), List.of(), List.of(), List.of(), List.of(), List.of());

    private final long version;
    private final Map<OrganisationId, Organisation> organisations;
    private final Map<EnvironmentId, Environment> environments;
    private final Map<ProviderId, Provider> providers;
    private final Map<EnvironmentId, List<Route>> routes;
    private final Map<Name, Environment> named;
    private final Map<OrganisationId, Environment> defaults;
    private final Set<String> allowedOrigins;
    private final Map<OrganisationId, Map<String, SenderDomain>> domains;
    private final Policies policies;

    private record Name(OrganisationId organisation, String name) {}

    public Directory(
            long version,
            Collection<Organisation> organisations,
            Collection<Environment> environments,
            Collection<Provider> providers,
            Collection<Route> routes,
            Collection<SenderDomain> domains,
            Collection<OwnedPolicy> policies) {
        this.version = version;
        this.organisations = index(organisations, Organisation::id);
        this.environments = index(environments, Environment::id);
        this.providers = index(providers, Provider::id);
        this.routes =
                routes.stream()
                        .collect(
                                Collectors.groupingBy(
                                        Route::environmentId, Collectors.toUnmodifiableList()));
        this.named = index(environments, e -> new Name(e.organisationId(), e.name()));
        this.defaults =
                index(
                        environments.stream().filter(Environment::isDefault).toList(),
                        Environment::organisationId);
        this.allowedOrigins =
                organisations.stream()
                        .flatMap(organisation -> organisation.allowedOrigins().stream())
                        .collect(Collectors.toUnmodifiableSet());
        this.domains =
                domains.stream()
                        .collect(
                                Collectors.groupingBy(
                                        SenderDomain::organisationId,
                                        Collectors.toUnmodifiableMap(
                                                SenderDomain::name, Function.identity())));
        this.policies = new Policies(policies);
    }

    /// Grows with every change of any setting.
    public long version() {
        return version;
    }

    public Optional<Organisation> organisation(OrganisationId id) {
        return Optional.ofNullable(organisations.get(id));
    }

    public Optional<Environment> environment(EnvironmentId id) {
        return Optional.ofNullable(environments.get(id));
    }

    /// Who keeps an environment's mails of a lane from being sent; empty if nobody does. Of what is
    /// not known nothing goes out.
    public Optional<Hold> hold(OrganisationId organisation, EnvironmentId environment, Lane lane) {
        if (organisation(organisation).map(Organisation::paused).orElse(true)) {
            return Optional.of(Hold.ORGANISATION);
        }
        Environment known = environments.get(environment);
        return known == null ? Optional.of(Hold.ENVIRONMENT) : known.hold(lane);
    }

    /// The environment of that name; names are unique in an organisation.
    public Optional<Environment> environment(OrganisationId organisation, String name) {
        return Optional.ofNullable(named.get(new Name(organisation, name)));
    }

    /// The environment used by keys that name none.
    public Optional<Environment> defaultEnvironment(OrganisationId organisation) {
        return Optional.ofNullable(defaults.get(organisation));
    }

    public Optional<Provider> provider(ProviderId id) {
        return Optional.ofNullable(providers.get(id));
    }

    public Collection<Provider> providers() {
        return providers.values();
    }

    public Collection<Environment> environments() {
        return environments.values();
    }

    /// The routes of an environment, by tier, heavier ones first; empty if it has none.
    public List<Route> routes(EnvironmentId environment) {
        return routes.getOrDefault(environment, List.of());
    }

    /// Whether the organisation may send from this domain, in lower case.
    public boolean verified(OrganisationId organisation, String domain) {
        return domain(organisation, domain).isPresent();
    }

    /// The verified domain of that name, in lower case; of another name it is not, not even of one
    /// above or below.
    public Optional<SenderDomain> domain(OrganisationId organisation, String name) {
        return Optional.ofNullable(domains.getOrDefault(organisation, Map.of()).get(name));
    }

    /// The envelope's sender of the organisation's mail from an address, where bounces go: what its
    /// verified domain says, else the address itself, with its domain in ASCII.
    public String returnPath(OrganisationId organisation, Address from) {
        return domain(organisation, from.asciiDomain())
                .map(SenderDomain::returnPath)
                .orElse(from.onTheWire());
    }

    /// The verified domain of that id.
    public Optional<SenderDomain> domain(OrganisationId organisation, UUID id) {
        return domains.getOrDefault(organisation, Map.of()).values().stream()
                .filter(domain -> domain.id().equals(id))
                .findFirst();
    }

    /// The organisation's policy of that key.
    public Optional<Policy> policy(OrganisationId organisation, String key) {
        return policies.find(organisation, key);
    }

    /// The policy of an environment's mails that name none.
    public Policy policy(Environment environment) {
        return policies.of(environment);
    }

    /// What an organisation's policies are called: those from birth first, then its own by the
    /// alphabet.
    public List<String> policyKeys(OrganisationId organisation) {
        return policies.keys(organisation);
    }

    /// Whether any organisation's pages come from this origin.
    public boolean allowsOrigin(String origin) {
        return allowedOrigins.contains(origin);
    }

    private static <K, V> Map<K, V> index(Collection<V> values, Function<V, K> key) {
        return values.stream().collect(Collectors.toUnmodifiableMap(key, Function.identity()));
    }
}

package dev.mailswitch.helm;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What runs in the chart's pods, and how little it may do.
class ChartPodsTest {

    private static final Pattern SECRET = Pattern.compile("PASSWORD|SECRET|SEALING|TOKEN");
    private static final List<String> DATABASE =
            List.of(
                    "MAILSWITCH_DATABASE_URL",
                    "MAILSWITCH_DATABASE_USER",
                    "MAILSWITCH_DATABASE_PASSWORD");

    @ParameterizedTest
    @ValueSource(strings = {"default", "minimal", "everything", "network"})
    void podsRunWithoutPrivileges(String values) {
        assertThat(Chart.rendered(values).pods())
                .hasSizeGreaterThanOrEqualTo(2)
                .allSatisfy(
                        pod -> {
                            var spec = pod.getSpec();
                            assertThat(spec.getAutomountServiceAccountToken()).isFalse();
                            assertThat(spec.getSecurityContext().getRunAsNonRoot()).isTrue();
                            assertThat(spec.getSecurityContext().getRunAsUser()).isEqualTo(10001);
                            assertThat(spec.getSecurityContext().getSeccompProfile().getType())
                                    .isEqualTo("RuntimeDefault");
                            assertThat(spec.getContainers()).hasSize(1);
                            var security = Chart.container(pod).getSecurityContext();
                            assertThat(security.getReadOnlyRootFilesystem()).isTrue();
                            assertThat(security.getAllowPrivilegeEscalation()).isFalse();
                            assertThat(security.getPrivileged()).isFalse();
                            assertThat(security.getCapabilities().getDrop()).containsExactly("ALL");
                            assertThat(security.getCapabilities().getAdd()).isNullOrEmpty();
                        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"default", "minimal", "everything", "network"})
    void onlyTheTemporaryDirectoryIsWritable(String values) {
        assertThat(Chart.rendered(values).pods())
                .allSatisfy(
                        pod -> {
                            assertThat(pod.getSpec().getVolumes())
                                    .singleElement()
                                    .satisfies(
                                            it ->
                                                    assertThat(it.getEmptyDir().getSizeLimit())
                                                            .isNotNull());
                            assertThat(Chart.container(pod).getVolumeMounts())
                                    .singleElement()
                                    .satisfies(
                                            it -> assertThat(it.getMountPath()).isEqualTo("/tmp"));
                        });
    }

    @Test
    void thereIsDiskForBodiesThatComeIn() {
        assertThat(spool("default")).isEqualTo("2Gi");
        assertThat(spool("everything")).isEqualTo("5Gi");
    }

    private static String spool(String values) {
        var volume =
                Chart.rendered(values)
                        .deployment("api")
                        .getSpec()
                        .getTemplate()
                        .getSpec()
                        .getVolumes()
                        .getFirst()
                        .getEmptyDir();
        assertThat(volume.getMedium()).as("memory would count against the limit").isNull();
        return volume.getSizeLimit().toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"default", "minimal", "everything", "network"})
    void resourcesAreSet(String values) {
        assertThat(Chart.rendered(values).pods())
                .allSatisfy(
                        pod -> {
                            var resources = Chart.container(pod).getResources();
                            assertThat(resources.getRequests()).containsKeys("cpu", "memory");
                            assertThat(resources.getLimits()).containsKey("memory");
                        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"default", "minimal", "everything", "network"})
    void imagesAreNamedExactly(String values) {
        assertThat(Chart.rendered(values).pods())
                .extracting(pod -> Chart.container(pod).getImage())
                .allSatisfy(
                        image ->
                                assertThat(image)
                                        .matches("[^@]+(:[^/:@]+|@sha256:[0-9a-f]{64})")
                                        .doesNotEndWith(":latest"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"default", "minimal", "everything", "network"})
    void secretsComeByReferenceOnly(String values) {
        assertThat(Chart.rendered(values).pods())
                .allSatisfy(
                        pod -> {
                            assertThat(Chart.env(pod))
                                    .containsKeys(DATABASE.toArray(String[]::new));
                            assertThat(Chart.env(pod).values())
                                    .filteredOn(ChartPodsTest::isSecret)
                                    .allSatisfy(
                                            variable -> {
                                                assertThat(variable.getValue()).isNull();
                                                var key = variable.getValueFrom().getSecretKeyRef();
                                                assertThat(key.getName()).isNotBlank();
                                                assertThat(key.getKey()).isNotBlank();
                                            });
                        });
    }

    private static boolean isSecret(EnvVar variable) {
        return DATABASE.contains(variable.getName()) || SECRET.matcher(variable.getName()).find();
    }

    @ParameterizedTest
    @ValueSource(strings = {"default", "minimal", "everything", "network"})
    void probesAskPortsThatExist(String values) {
        assertThat(Chart.rendered(values).all(Deployment.class))
                .hasSize(2)
                .allSatisfy(
                        deployment -> {
                            Container container =
                                    Chart.container(deployment.getSpec().getTemplate());
                            probe(container, container.getStartupProbe(), "/q/health/started");
                            probe(container, container.getReadinessProbe(), "/q/health/ready");
                            probe(container, container.getLivenessProbe(), "/q/health/live");
                        });
    }

    private static void probe(Container container, Probe probe, String path) {
        assertThat(probe.getHttpGet().getPath()).isEqualTo(path);
        int expected = container.getName().equals("api") ? 9000 : 8081;
        assertThat(port(container, probe.getHttpGet().getPort())).isEqualTo(expected);
    }

    /// The number of a container's port given by name or number; 0 if it has no such port.
    static int port(Container container, IntOrString wanted) {
        return container.getPorts().stream()
                .filter(
                        port ->
                                port.getName().equals(wanted.getStrVal())
                                        || port.getContainerPort().equals(wanted.getIntVal()))
                .mapToInt(ContainerPort::getContainerPort)
                .findFirst()
                .orElse(0);
    }

    @Test
    void theMigrationRunsBeforeAndTheApiLeavesItAlone() {
        Chart chart = Chart.rendered("everything");
        assertThat(chart.all(Job.class))
                .singleElement()
                .satisfies(
                        job -> {
                            assertThat(job.getMetadata().getAnnotations())
                                    .containsEntry(
                                            ChartCopy.VISIBLE_HOOK, "pre-install,pre-upgrade");
                            PodTemplateSpec pod = job.getSpec().getTemplate();
                            assertThat(Chart.container(pod).getArgs()).containsExactly("migrate");
                            // The chart's own account does not exist yet when the hook runs.
                            assertThat(pod.getSpec().getServiceAccountName()).isEqualTo("migrator");
                            assertThat(Chart.container(pod).getImage())
                                    .isEqualTo(
                                            Chart.container(
                                                            chart.deployment("api")
                                                                    .getSpec()
                                                                    .getTemplate())
                                                    .getImage());
                        });
        assertThat(plain(chart.deployment("api")))
                .containsEntry("MAILSWITCH_MIGRATE_AT_START", "false");
    }

    @Test
    void withoutTheMigrationTheApiMigrates() {
        Chart chart = Chart.rendered("minimal");
        assertThat(chart.all(Job.class)).isEmpty();
        assertThat(plain(chart.deployment("api")))
                .containsEntry("MAILSWITCH_MIGRATE_AT_START", "true");
    }

    @ParameterizedTest
    @CsvSource({"default, 630, 610s", "everything, 900, 880s"})
    void aWorkerHasTimeForTheLongestAnswer(String values, long grace, String patience) {
        Deployment worker = Chart.rendered(values).deployment("worker");
        assertThat(worker.getSpec().getTemplate().getSpec().getTerminationGracePeriodSeconds())
                .isEqualTo(grace)
                // Ten minutes for the answer, and some for settling it.
                .isGreaterThanOrEqualTo(630);
        assertThat(plain(worker)).containsEntry("MAILSWITCH_STOP_PATIENCE", patience);
    }

    @Test
    void settingsReachThePods() {
        assertThat(Chart.rendered("everything").all(Deployment.class))
                .allSatisfy(
                        deployment ->
                                assertThat(plain(deployment))
                                        .containsEntry(
                                                "MAILSWITCH_KAFKA",
                                                "kafka-0.kafka:9092,kafka-1.kafka:9092")
                                        .containsEntry(
                                                "MAILSWITCH_OUTGOING_ALLOWED_CIDRS",
                                                "10.20.0.0/16,fd00:20::/32"));
        assertThat(plain(Chart.rendered("everything").deployment("worker")))
                .containsEntry("MAILSWITCH_TOPIC_REPLICAS", "3");
        assertThat(Chart.rendered("default").all(Deployment.class))
                .allSatisfy(
                        deployment ->
                                assertThat(plain(deployment))
                                        .doesNotContainKeys(
                                                "MAILSWITCH_OUTGOING_ALLOWED_CIDRS", "JAVA_OPTS"));
    }

    @Test
    void nobodyGetsASecretWithoutUseForIt() {
        Chart chart = Chart.rendered("default");
        assertThat(chart.deployment("api")).satisfies(it -> knows(it, true));
        assertThat(chart.deployment("worker")).satisfies(it -> knows(it, false));
        assertThat(Chart.env(chart.all(Job.class).getFirst().getSpec().getTemplate()))
                .containsOnlyKeys(DATABASE);
    }

    private static void knows(Deployment deployment, boolean howKeysAreSigned) {
        var env = Chart.env(deployment.getSpec().getTemplate());
        assertThat(env).containsKeys("MAILSWITCH_SEALING_KEYS", "MAILSWITCH_TOKEN_SECRETS");
        assertThat(env.containsKey("MAILSWITCH_KEY_SECRETS")).isEqualTo(howKeysAreSigned);
    }

    /// Variables with a value of their own.
    private static Map<String, String> plain(Deployment deployment) {
        return Chart.env(deployment.getSpec().getTemplate()).values().stream()
                .filter(variable -> variable.getValue() != null)
                .collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue));
    }
}

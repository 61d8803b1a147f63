package dev.mailswitch.helm;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How the chart's objects refer to one another.
class ChartObjectsTest {

    @ParameterizedTest
    @ValueSource(strings = {"default", "minimal", "everything", "network"})
    void nothingHasTheNameOfAnother(String values) {
        Chart chart = Chart.rendered(values);
        assertThat(chart.objects())
                .extracting(it -> it.getKind() + "/" + it.getMetadata().getName())
                .doesNotHaveDuplicates();
        assertThat(chart.objects())
                .allSatisfy(
                        it ->
                                assertThat(it.getMetadata().getNamespace())
                                        .isEqualTo(Chart.NAMESPACE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"default", "minimal", "everything", "network"})
    void aDeploymentSelectsItsOwnPodsAndNoOthers(String values) {
        Chart chart = Chart.rendered(values);
        for (Deployment deployment : chart.all(Deployment.class)) {
            assertThat(selected(chart, deployment.getSpec().getSelector()))
                    .containsExactly(deployment.getSpec().getTemplate());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"default", "minimal", "everything", "network"})
    void theServiceLeadsToTheApi(String values) {
        Chart chart = Chart.rendered(values);
        Service service = chart.all(Service.class).getFirst();
        PodTemplateSpec api = chart.deployment("api").getSpec().getTemplate();
        assertThat(pods(chart, service.getSpec().getSelector())).containsExactly(api);
        assertThat(service.getSpec().getPorts())
                .singleElement()
                .satisfies(
                        port ->
                                assertThat(
                                                ChartPodsTest.port(
                                                        Chart.container(api), port.getTargetPort()))
                                        .isEqualTo(8080));
    }

    @Test
    void disruptionBudgetsHoldOneServiceEach() {
        Chart chart = Chart.rendered("default");
        assertThat(chart.all(PodDisruptionBudget.class))
                .hasSize(2)
                .allSatisfy(
                        budget ->
                                assertThat(selected(chart, budget.getSpec().getSelector()))
                                        .hasSize(1));
        assertThat(Chart.rendered("minimal").all(PodDisruptionBudget.class)).isEmpty();
    }

    @Test
    void whatIsScaledByLoadHasNoFixedNumber() {
        Chart chart = Chart.rendered("everything");
        assertThat(chart.all(HorizontalPodAutoscaler.class))
                .extracting(it -> it.getSpec().getScaleTargetRef().getName())
                .containsExactlyInAnyOrderElementsOf(
                        chart.all(Deployment.class).stream()
                                .map(it -> it.getMetadata().getName())
                                .toList());
        assertThat(chart.all(Deployment.class))
                .allSatisfy(it -> assertThat(it.getSpec().getReplicas()).isNull());
        assertThat(Chart.rendered("default").all(Deployment.class))
                .allSatisfy(it -> assertThat(it.getSpec().getReplicas()).isEqualTo(2));
    }

    @Test
    void theIngressLeadsToTheService() {
        Chart chart = Chart.rendered("everything");
        Service service = chart.all(Service.class).getFirst();
        Ingress ingress = chart.all(Ingress.class).getFirst();
        assertThat(ingress.getSpec().getRules())
                .hasSize(2)
                .allSatisfy(
                        rule -> {
                            var backend = rule.getHttp().getPaths().getFirst().getBackend();
                            assertThat(backend.getService().getName())
                                    .isEqualTo(service.getMetadata().getName());
                            assertThat(backend.getService().getPort().getName())
                                    .isEqualTo(service.getSpec().getPorts().getFirst().getName());
                        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"everything", "network"})
    void theMonitorFindsBothServicesAndNotTheMigration(String values) {
        Chart chart = Chart.rendered(values);
        var monitor = chart.all(PodMonitor.class).getFirst().getSpec();
        var components = monitor.getSelector().getMatchExpressions().getFirst().getValues();
        List<PodTemplateSpec> found =
                pods(chart, monitor.getSelector().getMatchLabels()).stream()
                        .filter(
                                pod ->
                                        components.contains(
                                                pod.getMetadata()
                                                        .getLabels()
                                                        .get("app.kubernetes.io/component")))
                        .toList();
        assertThat(found)
                .hasSize(2)
                .allSatisfy(
                        pod ->
                                assertThat(Chart.container(pod).getPorts())
                                        .extracting(port -> port.getName())
                                        .contains(
                                                monitor.getPodMetricsEndpoints()
                                                        .getFirst()
                                                        .getPort()));
    }

    @Test
    void annotationsTellWhereMetricsAre() {
        Chart chart = Chart.rendered("default");
        assertThat(scrapePort(chart, "api")).isEqualTo("9000");
        assertThat(scrapePort(chart, "worker")).isEqualTo("8081");
        assertThat(
                        Chart.rendered("minimal")
                                .deployment("api")
                                .getSpec()
                                .getTemplate()
                                .getMetadata()
                                .getAnnotations())
                .isNullOrEmpty();
    }

    private static String scrapePort(Chart chart, String component) {
        Map<String, String> annotations =
                chart.deployment(component).getSpec().getTemplate().getMetadata().getAnnotations();
        assertThat(annotations).containsEntry("prometheus.io/path", "/q/metrics");
        return String.valueOf(annotations.get("prometheus.io/port"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"everything", "network"})
    void networkPoliciesLeaveOpenWhatIsNeeded(String values) {
        Chart chart = Chart.rendered(values);
        assertThat(chart.all(NetworkPolicy.class))
                .hasSize(2)
                .allSatisfy(
                        policy -> {
                            PodTemplateSpec pod =
                                    selected(chart, policy.getSpec().getPodSelector()).getFirst();
                            assertThat(policy.getSpec().getIngress())
                                    .flatExtracting(it -> it.getPorts())
                                    .extracting(it -> it.getPort().getIntVal())
                                    .containsExactlyInAnyOrderElementsOf(
                                            Chart.container(pod).getPorts().stream()
                                                    .map(it -> it.getContainerPort())
                                                    .toList());
                            assertThat(policy.getSpec().getEgress())
                                    .flatExtracting(it -> it.getPorts())
                                    .extracting(it -> it.getPort().getIntVal())
                                    .contains(53, 5432, 9092);
                        });
    }

    @Test
    void theServicesUseAnAccountThatExists() {
        Chart chart = Chart.rendered("everything");
        String account = chart.all(ServiceAccount.class).getFirst().getMetadata().getName();
        assertThat(chart.all(Deployment.class))
                .extracting(it -> it.getSpec().getTemplate().getSpec().getServiceAccountName())
                .containsOnly(account);
        assertThat(Chart.rendered("minimal").pods())
                .extracting(it -> it.getSpec().getServiceAccountName())
                .containsOnly("default");
    }

    private static List<PodTemplateSpec> selected(Chart chart, LabelSelector selector) {
        assertThat(selector.getMatchExpressions()).isNullOrEmpty();
        return pods(chart, selector.getMatchLabels());
    }

    private static List<PodTemplateSpec> pods(Chart chart, Map<String, String> labels) {
        assertThat(labels).isNotEmpty();
        return chart.pods().stream()
                .filter(
                        pod ->
                                pod.getMetadata()
                                        .getLabels()
                                        .entrySet()
                                        .containsAll(labels.entrySet()))
                .toList();
    }
}

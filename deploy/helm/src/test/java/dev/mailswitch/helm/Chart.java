package dev.mailswitch.helm;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The chart as rendered with one file of values.
///
/// @param objects all it makes, hooks included
record Chart(List<HasMetadata> objects) {

    private static final Path PATH = ChartCopy.withVisibleHooks();
    static final String RELEASE = "mail";
    static final String NAMESPACE = "post";

    /// Renders it.
    ///
    /// @param values a file under `values` of the test resources, or `default`
    static Chart rendered(String values) {
        TemplateCommand command =
                new Helm(PATH)
                        .template()
                        .withName(RELEASE)
                        .withNamespace(NAMESPACE)
                        .withKubeVersion("1.33.0");
        if (!values.equals("default")) {
            command.withValuesFile(
                    Repository.path("deploy/helm/src/test/resources/values/" + values + ".yaml"));
        }
        return new Chart(StrictYaml.manifests(command.call()));
    }

    <T> List<T> all(Class<T> kind) {
        return objects.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /// Deployments and the job.
    List<PodTemplateSpec> pods() {
        return Stream.concat(
                        all(Deployment.class).stream().map(it -> it.getSpec().getTemplate()),
                        all(Job.class).stream().map(it -> it.getSpec().getTemplate()))
                .toList();
    }

    /// The service whose name ends so.
    Deployment deployment(String component) {
        return all(Deployment.class).stream()
                .filter(it -> it.getMetadata().getName().endsWith("-" + component))
                .findFirst()
                .orElseThrow();
    }

    static Container container(PodTemplateSpec pod) {
        return pod.getSpec().getContainers().getFirst();
    }

    static Map<String, EnvVar> env(PodTemplateSpec pod) {
        return container(pod).getEnv().stream()
                .collect(Collectors.toMap(EnvVar::getName, variable -> variable));
    }
}

package dev.mailswitch.api.dialect;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import io.smallrye.openapi.api.SmallRyeOpenAPI;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Paths;
import org.jspecify.annotations.Nullable;

/// Makes the document at `/q/openapi` of files `openapi/<name>.yaml`, one for each door and each kind
/// of setting, with its paths, schemas and examples; `service.yaml` has what they share. Where a file
/// speaks of a path, what was made of annotations goes.
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class OpenApiFragments implements OASFilter {

    /// In the order in which they are shown. Doors stand here before they have a file, so that a new
    /// one touches no list. What all share comes last and so wins over a file's own.
    static final List<String> NAMES =
            List.of(
                    "emails",
                    "flute",
                    "fluxomail",
                    "emailmassivo",
                    "organisations",
                    "environments",
                    "providers",
                    "routes",
                    "policies",
                    "api-keys",
                    "templates",
                    "domains",
                    "usage",
                    "suppressions",
                    "audit",
                    "sandbox",
                    "tracking",
                    "management",
                    "feedback",
                    "service");

    @Override
    public void filterOpenAPI(OpenAPI document) {
        for (String name : NAMES) {
            URL file = OpenApiFragments.class.getResource("/openapi/" + name + ".yaml");
            if (file != null) {
                OpenAPI fragment = parsed(file);
                add(document, fragment);
                if (name.equals("service")) {
                    document.setInfo(fragment.getInfo());
                    document.setServers(fragment.getServers());
                    document.setSecurity(fragment.getSecurity());
                }
            }
        }
    }

    private static OpenAPI parsed(URL file) {
        return SmallRyeOpenAPI.builder()
                .withConfig(ConfigProvider.getConfig())
                .enableModelReader(false)
                .enableStandardStaticFiles(false)
                .enableAnnotationScan(false)
                .enableStandardFilter(false)
                .withCustomStaticFile(() -> opened(file))
                .build()
                .model();
    }

    private static InputStream opened(URL file) {
        try {
            return file.openStream();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static void add(OpenAPI document, OpenAPI fragment) {
        if (fragment.getPaths() != null) {
            Paths paths =
                    Objects.requireNonNullElseGet(document.getPaths(), OASFactory::createPaths);
            document.setPaths(paths);
            fragment.getPaths().getPathItems().forEach(paths::addPathItem);
        }
        if (fragment.getTags() != null) {
            fragment.getTags().forEach(document::addTag);
        }
        if (fragment.getComponents() != null) {
            Components all =
                    Objects.requireNonNullElseGet(
                            document.getComponents(), OASFactory::createComponents);
            document.setComponents(all);
            Components own = fragment.getComponents();
            all.setSchemas(both(all.getSchemas(), own.getSchemas()));
            all.setResponses(both(all.getResponses(), own.getResponses()));
            all.setParameters(both(all.getParameters(), own.getParameters()));
            all.setRequestBodies(both(all.getRequestBodies(), own.getRequestBodies()));
            all.setExamples(both(all.getExamples(), own.getExamples()));
            all.setHeaders(both(all.getHeaders(), own.getHeaders()));
            all.setSecuritySchemes(both(all.getSecuritySchemes(), own.getSecuritySchemes()));
        }
    }

    private static <T> Map<String, T> both(
            @Nullable Map<String, T> old, @Nullable Map<String, T> more) {
        Map<String, T> both = new TreeMap<>(old == null ? Map.of() : old);
        if (more != null) {
            both.putAll(more);
        }
        return both;
    }
}

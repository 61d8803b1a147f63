package dev.mailswitch.api.dialect;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Singleton;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Which paths are served, and with which methods: the framework keeps that to itself. Read once
/// off the resources' annotations. A path is that of its most literal template: where
/// `/api/v1/emails/batch` is served, `batch` is no id.
@Singleton
public class Routes {

    private record Served(String template, Pattern path, String method) {

        /// Characters that are none of a variable's.
        int literal() {
            return template.replaceAll("\\{[^}]*}", "").length();
        }
    }

    private final List<Served> routes = new ArrayList<>();

    Routes(BeanManager beans) {
        for (Bean<?> bean : beans.getBeans(Object.class, Any.Literal.INSTANCE)) {
            Path root = bean.getBeanClass().getAnnotation(Path.class);
            if (root != null) {
                for (Method method : bean.getBeanClass().getDeclaredMethods()) {
                    add(root.value(), method);
                }
            }
        }
        routes.sort(Comparator.comparingInt(Served::literal).reversed());
    }

    private void add(String root, Method method) {
        Path own = method.getAnnotation(Path.class);
        String template = (own == null ? root : root + "/" + own.value()).replaceAll("/+", "/");
        for (Annotation annotation : method.getAnnotations()) {
            HttpMethod verb = annotation.annotationType().getAnnotation(HttpMethod.class);
            if (verb != null) {
                Pattern path = Pattern.compile(template.replaceAll("\\{[^}]*}", "[^/]+") + "/?");
                routes.add(new Served(template, path, verb.value()));
            }
        }
    }

    /// All that is served, as `GET /api/v1/emails/{id}`.
    Set<String> all() {
        return routes.stream()
                .map(route -> route.method() + " " + route.template())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// The template a path is served by.
    Optional<String> template(String path) {
        return routes.stream()
                .filter(route -> route.path().matcher(path).matches())
                .map(Served::template)
                .findFirst();
    }

    /// Why an id in a path that is none is not there: because a word stands in its place that is
    /// served with other methods, else because nobody has it.
    public Stop missing(String path, String method) {
        Set<String> methods = methods(path);
        boolean word = template(path).filter(template -> !template.contains("{")).isPresent();
        return word && !methods.contains(method)
                ? new Stop.MethodNotAllowed(String.join(", ", methods))
                : new Stop.NotFound();
    }

    /// As the header `Allow` writes it; empty for a path nobody serves.
    String allow(String path) {
        return String.join(", ", methods(path));
    }

    private Set<String> methods(String path) {
        Optional<String> template = template(path);
        TreeSet<String> methods = new TreeSet<>();
        for (Served route : routes) {
            if (template.isPresent() && route.template().equals(template.get())) {
                methods.add(route.method());
            }
        }
        if (methods.contains(HttpMethod.GET)) {
            methods.add(HttpMethod.HEAD);
        }
        if (!methods.isEmpty()) {
            methods.add(HttpMethod.OPTIONS);
        }
        return methods;
    }
}

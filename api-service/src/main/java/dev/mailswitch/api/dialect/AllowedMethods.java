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
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Which methods a path is served with, for `Allow`: the framework keeps that to itself. Read once
/// off the resources' annotations.
@Singleton
class AllowedMethods {

    private record Served(Pattern path, String method) {}

    private final List<Served> routes = new ArrayList<>();

    AllowedMethods(BeanManager beans) {
        for (Bean<?> bean : beans.getBeans(Object.class, Any.Literal.INSTANCE)) {
            Path root = bean.getBeanClass().getAnnotation(Path.class);
            if (root != null) {
                for (Method method : bean.getBeanClass().getDeclaredMethods()) {
                    add(root.value(), method);
                }
            }
        }
    }

    private void add(String root, Method method) {
        Path own = method.getAnnotation(Path.class);
        String template = own == null ? root : root + "/" + own.value();
        for (Annotation annotation : method.getAnnotations()) {
            HttpMethod verb = annotation.annotationType().getAnnotation(HttpMethod.class);
            if (verb != null) {
                routes.add(new Served(Pattern.compile(regex(template)), verb.value()));
            }
        }
    }

    private static String regex(String template) {
        return template.replaceAll("/+", "/").replaceAll("\\{[^}]*}", "[^/]+") + "/?";
    }

    /// As the header writes it; empty for a path nobody serves.
    String of(String path) {
        TreeSet<String> methods = new TreeSet<>();
        for (Served route : routes) {
            if (route.path().matcher(path).matches()) {
                methods.add(route.method());
            }
        }
        if (methods.contains(HttpMethod.GET)) {
            methods.add(HttpMethod.HEAD);
        }
        if (!methods.isEmpty()) {
            methods.add(HttpMethod.OPTIONS);
        }
        return String.join(", ", methods);
    }
}

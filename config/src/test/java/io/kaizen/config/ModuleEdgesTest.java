package io.kaizen.config;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The architecture as one list: which module may import which. Any other edge fails the build. */
class ModuleEdgesTest {
    private static final Map<String, Set<String>> ALLOWED =
            Map.of(
                    "zk", Set.of(),
                    "exec", Set.of("zk"),
                    "journal", Set.of("exec", "zk"),
                    "pipeline", Set.of("exec", "zk", "journal"),
                    "consensus", Set.of("exec", "zk"),
                    "bridge", Set.of("exec", "zk"),
                    "ingress", Set.of("exec", "zk", "journal", "pipeline"),
                    "perf",
                            Set.of(
                                    "zk",
                                    "exec",
                                    "journal",
                                    "pipeline",
                                    "consensus",
                                    "bridge",
                                    "ingress"),
                    "config",
                            Set.of(
                                    "zk",
                                    "exec",
                                    "journal",
                                    "pipeline",
                                    "consensus",
                                    "bridge",
                                    "ingress",
                                    "perf"));

    /** What a pure kernel must not touch: sockets, files, clocks, rings and queues. */
    private static final List<String> IMPURE =
            List.of(
                    "java.net.",
                    "java.nio.file.",
                    "java.nio.channels.",
                    "java.time.Clock",
                    "com.lmax.",
                    "net.openhft.",
                    "org.agrona.",
                    "reactor.",
                    "io.netty.");

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("io.kaizen");

    @Test
    void everyModuleImportsOnlyWhatItMay() {
        assertFalse(CLASSES.isEmpty(), "no classes were found");
        Set<String> illegal = new TreeSet<>();
        for (JavaClass origin : CLASSES) {
            String from = module(origin.getPackageName());
            for (var dependency : origin.getDirectDependenciesFromSelf()) {
                String target = dependency.getTargetClass().getPackageName();
                if (target.startsWith("io.kaizen.")) {
                    String to = module(target);
                    if (!from.equals(to) && !ALLOWED.getOrDefault(from, Set.of()).contains(to)) {
                        illegal.add(from + " -> " + to + ": " + dependency.getDescription());
                    }
                }
            }
        }
        assertTrue(illegal.isEmpty(), () -> String.join("\n", illegal));
    }

    @Test
    void pureKernelsTouchNoSocketsFilesClocksOrRings() {
        List<String> illegal = new ArrayList<>();
        for (JavaClass origin : CLASSES) {
            if (!Set.of("zk", "exec").contains(module(origin.getPackageName()))) {
                continue;
            }
            for (var dependency : origin.getDirectDependenciesFromSelf()) {
                String target = dependency.getTargetClass().getName();
                if (IMPURE.stream().anyMatch(target::startsWith)) {
                    illegal.add(dependency.getDescription());
                }
            }
        }
        assertTrue(illegal.isEmpty(), () -> String.join("\n", illegal));
    }

    @Test
    void noPackageStandsOutsideTheModules() {
        Set<String> strangers = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            if (!ALLOWED.containsKey(module(type.getPackageName()))) {
                strangers.add(type.getName());
            }
        }
        assertTrue(strangers.isEmpty(), strangers::toString);
    }

    private static String module(String packageName) {
        String below = packageName.substring("io.kaizen".length());
        if (below.isEmpty()) {
            return "";
        }
        int end = below.indexOf('.', 1);
        return end < 0 ? below.substring(1) : below.substring(1, end);
    }
}

package org.ventral.tools.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What each module may depend on, and where the platform's delicate things may be touched. */
class ModuleRulesTest {
    /** Package root of each module, and the roots that it may use besides its own and the JDK's. */
    private static final Map<String, List<String>> ALLOWED = Map.of(
            "org.ventral.tensor", List.of(),
            "org.ventral.backend.cpu", List.of("org.ventral.tensor", "jdk.incubator.vector"),
            "org.ventral.onnx", List.of("org.ventral.tensor", "com.google.protobuf"),
            "org.ventral.backend.onnx", List.of("org.ventral.tensor", "org.ventral.onnx", "ai.onnxruntime"),
            "org.ventral.optim", List.of("org.ventral.tensor", "com.google.common"),
            "org.ventral.nn", List.of("org.ventral.tensor", "org.ventral.optim"),
            "org.ventral.tools.tck", List.of("org.ventral.tensor", "org.ventral.optim", "org.ventral.nn", "org.junit.jupiter", "org.opentest4j", "org.apiguardian"));

    private static JavaClasses classes;

    @BeforeAll static void read() {
        classes = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("org.ventral");
    }

    @Test void everyModuleWasRead() {
        Set<String> found = new TreeSet<>();
        for (JavaClass type : classes)
            for (String root : ALLOWED.keySet()) if (within(root, type)) found.add(root);
        assertThat(found).isEqualTo(new TreeSet<>(ALLOWED.keySet()));
        assertThat(classes.size()).isGreaterThan(200);
    }

    @TestFactory List<DynamicTest> modulesUseOnlyWhatTheyMay() {
        return ALLOWED.entrySet().stream().map(module -> DynamicTest.dynamicTest(module.getKey(), () ->
                noClasses().that(resideInAPackage(module.getKey() + ".."))
                        .should().dependOnClassesThat(strangeTo(module.getKey(), module.getValue()))
                        .check(classes))).toList();
    }

    private static DescribedPredicate<JavaClass> strangeTo(String root, List<String> allowed) {
        return DescribedPredicate.describe("are neither its own, nor the JDK's, nor of " + allowed, type -> {
            JavaClass base = type.getBaseComponentType();
            if (base.isPrimitive() || within(root, base) || base.getPackageName().startsWith("java.")) return false;
            return allowed.stream().noneMatch(other -> within(other, base));
        });
    }

    private static boolean within(String root, JavaClass type) {
        String name = type.getPackageName();
        return name.equals(root) || name.startsWith(root + ".");
    }

    @Test void vectorTypesStayInTheVectorPackage() {
        noClasses().that().resideOutsideOfPackage("org.ventral.backend.cpu.vector").should().dependOnClassesThat().resideInAPackage("jdk.incubator.vector..").check(classes);
    }

    @Test void protobufStaysInTheOnnxModule() {
        noClasses().that().resideOutsideOfPackage("org.ventral.onnx..").should().dependOnClassesThat().resideInAPackage("com.google.protobuf..").check(classes);
    }

    @Test void onnxRuntimeStaysInItsBackend() {
        noClasses().that().resideOutsideOfPackage("org.ventral.backend.onnx").should().dependOnClassesThat().resideInAPackage("ai.onnxruntime..").check(classes);
    }

    @Test void foreignTypesAppearInNoPublicSignature() {
        List<String> foreign = List.of("com.google.protobuf", "org.ventral.onnx.proto", "ai.onnxruntime"), found = new ArrayList<>();
        for (JavaClass type : classes) {
            if (!Set.of("org.ventral.onnx", "org.ventral.backend.onnx").contains(type.getPackageName()) || !type.getModifiers().contains(JavaModifier.PUBLIC)) continue;
            Stream<JavaClass> supertypes = Stream.concat(type.getAllRawSuperclasses().stream(), type.getAllRawInterfaces().stream());
            Stream<JavaClass> used = type.getMembers().stream().filter(member -> member.getModifiers().contains(JavaModifier.PUBLIC) || member.getModifiers().contains(JavaModifier.PROTECTED))
                    .flatMap(member -> member.getAllInvolvedRawTypes().stream());
            Stream.concat(supertypes, used).filter(other -> foreign.stream().anyMatch(root -> within(root, other.getBaseComponentType())))
                    .forEach(other -> found.add(type.getName() + " shows " + other.getName()));
        }
        assertThat(found).isEmpty();
    }

    /** A second length of vectors in the process makes the compiler box the sums of loops, see the package's own words. */
    @Test void vectorsHaveThePreferredLengthOnly() {
        DescribedPredicate<JavaFieldAccess> ofAFixedLength = DescribedPredicate.describe("a species of a fixed length",
                access -> access.getTargetOwner().getPackageName().startsWith("jdk.incubator.vector") && access.getTarget().getName().matches("SPECIES_([0-9]+|MAX)"));
        noClasses().should().accessFieldWhere(ofAFixedLength).check(classes);
    }

    @Test void scalarLoopsNeverReachTheVectorPackage() {
        noClasses().that().resideInAPackage("org.ventral.backend.cpu.scalar").should().dependOnClassesThat().resideInAPackage("org.ventral.backend.cpu.vector").check(classes);
    }

    @Test void librariesDoNotPrint() {
        noClasses().that().resideOutsideOfPackages("org.ventral.tools.cli..", "org.ventral.tools.bench..")
                .should().accessField(System.class, "out").orShould().accessField(System.class, "err").check(classes);
    }

    @Test void librariesDoNotOpenConnections() {
        noClasses().that().resideOutsideOfPackage("org.ventral.tools.cli..").should().dependOnClassesThat(opensConnections()).check(classes);
    }

    /** All of java.net but what also names resources of the class path, which is how a native library is found in its jar. */
    private static DescribedPredicate<JavaClass> opensConnections() {
        Set<String> resources = Set.of("java.net.URL", "java.net.URLConnection", "java.net.JarURLConnection");
        return DescribedPredicate.describe("open connections", type -> within("java.net", type) && !resources.contains(type.getName()));
    }

    @Test void librariesDoNotEndTheProgram() {
        noClasses().that().resideOutsideOfPackage("org.ventral.tools.cli..").should().callMethod(System.class, "exit", int.class).orShould().callMethod(Runtime.class, "halt", int.class).check(classes);
    }

    @Test void randomnessIsExplicit() {
        noClasses().should().callMethod(Math.class, "random").orShould().dependOnClassesThat(assignableTo(java.util.Random.class))
                .orShould().dependOnClassesThat(assignableTo(java.util.concurrent.ThreadLocalRandom.class)).check(classes);
    }

    @Test void packagesHaveNoCycles() {
        // org.ventral.tensor and its op and spi packages are one contract: a tensor has ops, ops have types and decompositions made of tensors.
        for (String root : List.of("org.ventral.backend.cpu", "org.ventral.onnx", "org.ventral.optim", "org.ventral.nn", "org.ventral.tools.cli"))
            SlicesRuleDefinition.slices().matching(root + ".(*)..").should().beFreeOfCycles().allowEmptyShould(true).check(classes);
    }

    /**
     * The root package of a module holds the words that the packages below it speak in, and the doors through which callers reach these. The rule above
     * does not see it: if what is below used a door, that would be a cycle, too.
     */
    @Test void packagesDoNotUseTheDoorsThatLeadToThem() {
        for (String root : List.of("org.ventral.onnx", "org.ventral.nn", "org.ventral.optim")) {
            Set<String> doors = doors(root);
            List<String> found = new ArrayList<>();
            for (JavaClass type : classes) {
                if (!type.getPackageName().startsWith(root + ".")) continue;
                uses(type).filter(other -> doors.contains(topLevel(other))).forEach(other -> found.add(type.getName() + " uses " + other.getName()));
            }
            assertThat(found).as("what is below %s and uses %s", root, doors).isEmpty();
        }
    }

    /** Classes of a root package that use packages below it, or other such classes. */
    private static Set<String> doors(String root) {
        List<JavaClass> inRoot = classes.stream().filter(type -> type.getPackageName().equals(root)).toList();
        Set<String> doors = new TreeSet<>();
        boolean more = true;
        while (more) {
            more = false;
            for (JavaClass type : inRoot)
                if (uses(type).anyMatch(other -> other.getPackageName().startsWith(root + ".") || doors.contains(topLevel(other)))) more |= doors.add(topLevel(type));
        }
        return doors;
    }

    private static Stream<JavaClass> uses(JavaClass type) {
        return type.getDirectDependenciesFromSelf().stream().map(dependency -> dependency.getTargetClass().getBaseComponentType());
    }

    private static String topLevel(JavaClass type) {
        return type.getName().replaceFirst("\\$.*", "");
    }

    @Test void everyPackageIsDescribed() {
        Set<String> packages = new TreeSet<>(), described = new TreeSet<>();
        for (JavaClass type : classes) {
            if (type.getPackageName().equals("org.ventral.onnx.proto")) continue;      // written by protoc
            (type.getSimpleName().equals("package-info") ? described : packages).add(type.getPackageName());
        }
        packages.removeAll(described);
        assertThat(packages).as("packages without a package-info").isEmpty();
    }

    @Test void providersAreTinyAndPublic() {
        for (JavaClass type : classes) {
            if (type.isInterface() || !type.isAssignableTo(org.ventral.tensor.spi.Provider.class) || type.getModifiers().contains(JavaModifier.ABSTRACT)) continue;
            assertThat(type.getModifiers()).as(type.getName()).contains(JavaModifier.PUBLIC);
            assertThat(type.getStaticInitializer()).as(type.getName() + " works in a static initializer").isEmpty();
        }
    }
}

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Enumeration;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;

/**
 * Gives the classes of a jar the format of Java 8, where theirs is older: the JVM's cache takes in
 * none of before Java 6. Only the number and the stack maps, which that format demands, are new.
 * Argument: the jar, which is replaced.
 */
final class RenewClasses {
  private static final int JAVA_8 = ClassFile.JAVA_8_VERSION;

  private RenewClasses() {}

  public static void main(String[] arguments) throws IOException {
    Path jar = Path.of(arguments[0]);
    Path renewed = Path.of(jar + ".renewed");
    try (var old = new JarFile(jar.toFile());
        var loader = new URLClassLoader(new URL[] {jar.toUri().toURL()});
        var out = new JarOutputStream(Files.newOutputStream(renewed))) {
      ClassFile format = format(loader);
      for (Enumeration<JarEntry> entries = old.entries(); entries.hasMoreElements(); ) {
        JarEntry entry = entries.nextElement();
        try (InputStream in = old.getInputStream(entry)) {
          byte[] bytes = in.readAllBytes();
          var copy = new JarEntry(entry.getName());
          copy.setTime(entry.getTime());
          out.putNextEntry(copy);
          out.write(isClass(entry.getName()) ? renew(format, bytes) : bytes);
        }
      }
    }
    Files.move(renewed, jar, StandardCopyOption.REPLACE_EXISTING);
  }

  private static boolean isClass(String name) {
    return name.endsWith(".class") && !name.startsWith("META-INF/");
  }

  private static ClassFile format(ClassLoader loader) {
    // Whether a type is an interface, and what it extends, decides what stack maps say.
    ClassHierarchyResolver types =
        ClassHierarchyResolver.ofResourceParsing(loader)
            .orElse(ClassHierarchyResolver.ofResourceParsing(ClassLoader.getPlatformClassLoader()));
    return ClassFile.of(
        StackMapsOption.GENERATE_STACK_MAPS, ClassHierarchyResolverOption.of(types));
  }

  private static byte[] renew(ClassFile format, byte[] old) {
    ClassModel parsed = format.parse(old);
    if (parsed.majorVersion() >= JAVA_8) {
      return old;
    }
    return format.transformClass(
        parsed,
        ClassTransform.dropping(ClassFileVersion.class::isInstance)
            .andThen(ClassTransform.transformingMethodBodies(CodeBuilder::with))
            .andThen(ClassTransform.endHandler(renewed -> renewed.withVersion(JAVA_8, 0))));
  }
}

package dev.beadle.client.guard;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import dev.beadle.client.Contexts;
import dev.beadle.v1.ContextReference;
import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads what the methods of a service demand from their annotations, once, when it is wired. */
final class AnnotatedMethods {
  private static final int SYSTEM = 10;

  private AnnotatedMethods() {}

  /** Requirements by the full names of the methods. */
  static Map<String, Requirement> of(BindableService service) {
    Map<String, Requirement> requirements = new HashMap<>();
    for (ServerMethodDefinition<?, ?> method : service.bindService().getMethods()) {
      MethodDescriptor<?, ?> descriptor = method.getMethodDescriptor();
      RequiresCapability required = findAnnotation(service.getClass(), descriptor);
      if (required != null) {
        requirements.put(
            descriptor.getFullMethodName(),
            new Requirement(required.value(), contextOf(descriptor, required)));
      }
    }
    if (requirements.isEmpty()) {
      throw new IllegalArgumentException(
          service.getClass().getName() + ": no method has @RequiresCapability");
    }
    requireMatched(service);
    return requirements;
  }

  /** An annotation of what is no method of the service would guard nothing. */
  private static void requireMatched(BindableService service) {
    Set<String> names = new HashSet<>();
    for (ServerMethodDefinition<?, ?> method : service.bindService().getMethods()) {
      names.add(nameInJava(method.getMethodDescriptor()));
    }
    for (Method method : service.getClass().getMethods()) {
      if (method.isAnnotationPresent(RequiresCapability.class)
          && !names.contains(method.getName())) {
        throw new IllegalArgumentException(
            service.getClass().getName()
                + "."
                + method.getName()
                + ": has @RequiresCapability and is no method of the service (expected one of: "
                + String.join(", ", new TreeSet<>(names))
                + ")");
      }
    }
  }

  private static @Nullable RequiresCapability findAnnotation(
      Class<?> service, MethodDescriptor<?, ?> descriptor) {
    String inJava = nameInJava(descriptor);
    for (Method method : service.getMethods()) {
      RequiresCapability found = method.getAnnotation(RequiresCapability.class);
      if (found != null && method.getName().equals(inJava)) {
        return found;
      }
    }
    return null;
  }

  private static String nameInJava(MethodDescriptor<?, ?> descriptor) {
    String name = String.valueOf(descriptor.getBareMethodName());
    return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
  }

  private static Function<Object, ContextReference> contextOf(
      MethodDescriptor<?, ?> descriptor, RequiresCapability required) {
    if (required.field().isEmpty()) {
      if (required.level() != SYSTEM) {
        throw new IllegalArgumentException(
            descriptor.getFullMethodName() + ": field: required for level " + required.level());
      }
      return _ -> Contexts.system();
    }
    if (required.level() == SYSTEM) {
      throw new IllegalArgumentException(
          descriptor.getFullMethodName()
              + ": level: required for the field `"
              + required.field()
              + "` (expected: the context level of what it names, such as 50 for a course)");
    }
    FieldDescriptor field = fieldOf(descriptor, required.field());
    int level = required.level();
    return request ->
        Contexts.instance(level, ((Number) ((Message) request).getField(field)).longValue());
  }

  private static FieldDescriptor fieldOf(MethodDescriptor<?, ?> descriptor, String name) {
    if (!(descriptor.getSchemaDescriptor() instanceof ProtoMethodDescriptorSupplier supplier)) {
      throw new IllegalArgumentException(
          descriptor.getFullMethodName() + ": its messages are not protobuf's");
    }
    FieldDescriptor field = supplier.getMethodDescriptor().getInputType().findFieldByName(name);
    boolean isNumber =
        field != null
            && !field.isRepeated()
            && (field.getJavaType() == JavaType.INT || field.getJavaType() == JavaType.LONG);
    if (field == null || !isNumber) {
      throw new IllegalArgumentException(
          descriptor.getFullMethodName()
              + ": field: `"
              + name
              + "` (expected: a single whole number of the request)");
    }
    return field;
  }
}

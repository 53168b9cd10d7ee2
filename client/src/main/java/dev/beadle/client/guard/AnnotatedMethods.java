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
import java.util.Locale;
import java.util.Map;
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
    return requirements;
  }

  private static @Nullable RequiresCapability findAnnotation(
      Class<?> service, MethodDescriptor<?, ?> descriptor) {
    String name = String.valueOf(descriptor.getBareMethodName());
    String inJava = name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
    for (Method method : service.getMethods()) {
      RequiresCapability found = method.getAnnotation(RequiresCapability.class);
      if (found != null && method.getName().equals(inJava)) {
        return found;
      }
    }
    return null;
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

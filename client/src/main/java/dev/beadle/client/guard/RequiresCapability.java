package dev.beadle.client.guard;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The capability that the acting user needs for a method of a gRPC service; {@link
 * CapabilityGuard.Builder#annotated} reads it.
 *
 * {@snippet class="dev.beadle.server.examples.ServingExamples" region="annotated" :
 * final class CourseService extends SearchServiceImplBase {
 *   @Override
 *   @RequiresCapability(value = "mod/forum:replypost", level = 50, field = "course_id")
 *   public void checkCourseAccess(
 *       CheckCourseAccessRequest request, StreamObserver<CheckCourseAccessResponse> observer) {
 *     observer.onNext(CheckCourseAccessResponse.newBuilder().setAllowed(true).build());
 *     observer.onCompleted();
 *   }
 * }
 * var service = new CourseService();
 * var guard = CapabilityGuard.of(beadle).annotated(service).build();
 * return ServerInterceptors.intercept(service, guard, ActingUser.received());
 * }
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface RequiresCapability {
  /** The name of the capability. */
  String value();

  /** The level of the context (context.contextlevel): 10, the whole site, by default. */
  int level() default 10;

  /**
   * The field of the request, a whole number, that has the id of the thing that the context belongs
   * to (context.instanceid); none for the whole site.
   */
  String field() default "";
}

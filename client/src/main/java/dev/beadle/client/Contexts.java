package dev.beadle.client;

import dev.beadle.v1.ContextInstance;
import dev.beadle.v1.ContextReference;

/**
 * Ways to name a context.
 *
 * {@snippet class="dev.beadle.server.examples.AskingExamples" region="single" :
 * try (var beadle = BeadleClient.to(target)) {
 *   return beadle.hasCapability(10, "mod/forum:replypost", Contexts.module(3));
 * }
 * }
 */
public final class Contexts {
  private static final int SYSTEM = 10;
  private static final int USER = 30;
  private static final int COURSE_CATEGORY = 40;
  private static final int COURSE = 50;
  private static final int MODULE = 70;
  private static final int BLOCK = 80;

  private Contexts() {}

  /** The context with this id (context.id), at least 1. */
  public static ContextReference id(long contextId) {
    return ContextReference.newBuilder().setId(contextId).build();
  }

  /** The context of the whole site. */
  public static ContextReference system() {
    return instance(SYSTEM, 0);
  }

  /** The context of a user (user.id). */
  public static ContextReference user(long userId) {
    return instance(USER, userId);
  }

  /** The context of a course category (course_categories.id). */
  public static ContextReference courseCategory(long categoryId) {
    return instance(COURSE_CATEGORY, categoryId);
  }

  /** The context of a course (course.id). */
  public static ContextReference course(long courseId) {
    return instance(COURSE, courseId);
  }

  /** The context of an activity module (course_modules.id). */
  public static ContextReference module(long courseModuleId) {
    return instance(MODULE, courseModuleId);
  }

  /** The context of a block (block_instances.id). */
  public static ContextReference block(long blockInstanceId) {
    return instance(BLOCK, blockInstanceId);
  }

  /** In words: by its id, or by the level and the id of what it is the context of. */
  static String textOf(ContextReference context) {
    ContextInstance instance = context.getInstance();
    return context.hasId()
        ? "context " + context.getId()
        : "the context of level " + instance.getLevel() + ", instance " + instance.getInstanceId();
  }

  /**
   * The context of a thing of any level, a plug-in's own included.
   *
   * @param level context.contextlevel, at least 1
   * @param instanceId context.instanceid, at least 0
   */
  public static ContextReference instance(int level, long instanceId) {
    return ContextReference.newBuilder()
        .setInstance(ContextInstance.newBuilder().setLevel(level).setInstanceId(instanceId))
        .build();
  }
}

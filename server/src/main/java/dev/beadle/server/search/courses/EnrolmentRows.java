package dev.beadle.server.search.courses;

import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.Relation;
import dev.beadle.server.model.SiteTable;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** The tables {@code enrol} and {@code user_enrolments}, joined. Stateless. */
final class EnrolmentRows {
  private static final SiteTable INSTANCES = SiteTable.ENROL;
  private static final int INSTANCE_ID = INSTANCES.positionOf("id");
  private static final int PLUGIN = INSTANCES.positionOf("enrol");
  private static final int INSTANCE_STATUS = INSTANCES.positionOf("status");
  private static final int COURSE_ID = INSTANCES.positionOf("courseid");
  private static final int PASSWORD = INSTANCES.positionOf("password");
  private static final SiteTable ENROLMENTS = SiteTable.USER_ENROLMENTS;
  private static final int STATUS = ENROLMENTS.positionOf("status");
  private static final int ENROL_ID = ENROLMENTS.positionOf("enrolid");
  private static final int USER_ID = ENROLMENTS.positionOf("userid");
  private static final int START = ENROLMENTS.positionOf("timestart");
  private static final int END = ENROLMENTS.positionOf("timeend");

  private EnrolmentRows() {}

  /**
   * A user enrolled in a course.
   *
   * @param isEnabled whether neither the enrolment nor the way it came by is suspended
   * @param startSecond from when, in seconds since 1970
   * @param endSecond until when; 0 for ever
   */
  record Enrolment(
      long userId, long courseId, boolean isEnabled, long startSecond, long endSecond) {
    /** Whether lists take it to be active (§13): unlike checks, not yet in its first second. */
    boolean isListedAsActive(long second) {
      return isEnabled && startSecond < second && (endSecond == 0 || endSecond > second);
    }
  }

  /** A way to become enrolled in a course. */
  record Instance(long id, String plugin, boolean isEnabled, boolean hasPassword) {}

  /** The enrolments of a user in a course. Cost: that of all his enrolments. */
  static void forEachOf(
      PolicySnapshot snapshot, long courseId, long userId, Consumer<Enrolment> action) {
    forEachOf(
        snapshot,
        userId,
        enrolment -> {
          if (enrolment.courseId() == courseId) {
            action.accept(enrolment);
          }
        });
  }

  /** The enrolments of a user in any course; those by an instance without a row are none. */
  static void forEachOf(PolicySnapshot snapshot, long userId, Consumer<Enrolment> action) {
    Relation instances = snapshot.relation(INSTANCES);
    Relation enrolments = snapshot.relation(ENROLMENTS);
    enrolments.forEachWith(
        "userid",
        userId,
        row -> {
          int instance = instances.find(enrolments.numberAt(row, ENROL_ID));
          if (instance != Relation.ABSENT) {
            action.accept(enrolmentAt(enrolments, row, instances, instance));
          }
        });
  }

  /**
   * The enrolments in a course, in no order. Cost: theirs.
   *
   * @param instanceId only by this way to become enrolled (enrol.id); 0: by any
   */
  static void forEachIn(
      PolicySnapshot snapshot, long courseId, long instanceId, Consumer<Enrolment> action) {
    Relation instances = snapshot.relation(INSTANCES);
    Relation enrolments = snapshot.relation(ENROLMENTS);
    forEachInstanceRow(
        instances,
        courseId,
        instance -> {
          long id = instances.numberAt(instance, INSTANCE_ID);
          if (instanceId == 0 || instanceId == id) {
            enrolments.forEachWith(
                "enrolid",
                id,
                row -> action.accept(enrolmentAt(enrolments, row, instances, instance)));
          }
        });
  }

  /** The ways to become enrolled in a course, in no order. */
  static void forEachInstance(PolicySnapshot snapshot, long courseId, Consumer<Instance> action) {
    Relation instances = snapshot.relation(INSTANCES);
    forEachInstanceRow(
        instances,
        courseId,
        row ->
            action.accept(
                new Instance(
                    instances.numberAt(row, INSTANCE_ID),
                    instances.textAt(row, PLUGIN),
                    instances.numberAt(row, INSTANCE_STATUS) == 0,
                    instances.numberAt(row, PASSWORD) != 0)));
  }

  private static void forEachInstanceRow(Relation instances, long courseId, IntConsumer action) {
    instances.forEachWith("courseid", courseId, action);
  }

  private static Enrolment enrolmentAt(
      Relation enrolments, int row, Relation instances, int instance) {
    return new Enrolment(
        enrolments.numberAt(row, USER_ID),
        instances.numberAt(instance, COURSE_ID),
        enrolments.numberAt(row, STATUS) == 0 && instances.numberAt(instance, INSTANCE_STATUS) == 0,
        enrolments.numberAt(row, START),
        enrolments.numberAt(row, END));
  }
}

package dev.beadle.server.cli;

import dev.beadle.v1.CheckCourseAccessRequest;
import dev.beadle.v1.CheckCourseAccessResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "course-access",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "May a user enter a course?",
      "",
      "Prints yes or no and what decided. Guest access counts for --current-user only."
    },
    footer = {
      "",
      "Examples:",
      "  beadle course-access 42 7",
      "  beadle course-access 0 7 --current-user",
      "  beadle course-access 42 7 --only-active --at 2027-08-01T00:00:00Z",
      "",
      "Exit codes: 0 yes, 1 no, 2 bad use or bad input, 3 no server."
    })
final class CourseAccessCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "USER",
      description = "The user's id (user.id); 0 for a visitor.")
  private long userId;

  @Parameters(index = "1", paramLabel = "COURSE", description = "The course's id (course.id).")
  private long courseId;

  @Option(
      names = "--with-capability",
      paramLabel = "CAPABILITY",
      description = "Also demanded in the course.")
  private String withCapability = "";

  @Option(names = "--only-active", description = "Only active enrolments count.")
  private boolean onlyActive;

  @Option(
      names = "--entered-password",
      paramLabel = "ENROLMENT",
      description =
          "The session has given the guest password of this enrolment instance (enrol.id). May be"
              + " repeated.")
  private List<Long> enteredIds = new ArrayList<>();

  @Mixin private EnvironmentOptions environment = new EnvironmentOptions();
  @Mixin private MomentOption moment = new MomentOption();
  @Mixin private SearchOptions options = new SearchOptions();

  @Override
  public Integer call() {
    var request =
        CheckCourseAccessRequest.newBuilder()
            .setSite(options.siteName())
            .setUserId(userId)
            .setCourseId(courseId)
            .setWithCapability(withCapability)
            .setOnlyActive(onlyActive)
            .addAllEnteredEnrolmentIds(enteredIds)
            .setEnvironment(options.typed(environment::toMessage));
    if (moment.isTyped()) {
      request.setAt(moment.toMessage());
    }
    CheckCourseAccessResponse answer =
        options.ask(
            stub -> stub.checkCourseAccess(request.build()),
            told ->
                List.of(
                    SearchWords.of(told.getAllowed())
                        + "  "
                        + SearchWords.ofReason(told.getReason(), "COURSE_ACCESS_REASON_")));
    return answer.getAllowed() ? ExitCode.YES : ExitCode.NO;
  }
}

package dev.beadle.server.verification;

import com.google.gson.JsonElement;
import dev.beadle.server.verification.JointQuestion.Joint;
import java.util.Map;

/** has_capability and its friends: CAPABILITIES, CONTEXT, USER = current, DOANYTHING = true. */
final class CheckCalls {
  private CheckCalls() {}

  static Map<String, TraceFunction> functions() {
    return Map.of(
        "has_capability", new TraceFunction(CheckCalls::one, CheckCalls::returned),
        "has_any_capability",
            new TraceFunction(call -> several(call, Joint.ANY), CheckCalls::returned),
        "has_all_capabilities",
            new TraceFunction(call -> several(call, Joint.ALL), CheckCalls::returned),
        "require_capability", new TraceFunction(CheckCalls::one, CheckCalls::passed),
        "require_all_capabilities",
            new TraceFunction(call -> several(call, Joint.ALL), CheckCalls::passed));
  }

  private static Question one(TraceCall call) {
    return template(call).about(call.text(0));
  }

  private static Question several(TraceCall call, Joint joint) {
    return new JointQuestion(call.texts(0), joint, template(call));
  }

  private static CheckQuestion template(TraceCall call) {
    return new CheckQuestion(
        call.userId(2), "", call.contextId(1), call.isTrue(3, true), call.session());
  }

  private static String returned(TraceCall call) {
    return AnswerText.of(call.returnedTrue());
  }

  /** A require function answers nothing when all is well, and throws otherwise. */
  private static String passed(TraceCall call) {
    JsonElement result = call.result();
    return AnswerText.of(
        !call.threw()
            && (result.isJsonNull()
                || call.returnedTrue()
                || (result.isJsonArray() && result.getAsJsonArray().isEmpty())));
  }
}

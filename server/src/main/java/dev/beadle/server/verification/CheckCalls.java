package dev.beadle.server.verification;

import com.google.gson.JsonElement;
import dev.beadle.server.verification.JointQuestion.Joint;
import dev.beadle.server.verification.TraceFunction.Asked;
import java.util.Map;

/** has_capability and its friends: CAPABILITIES, CONTEXT, USER = current, DOANYTHING = true. */
final class CheckCalls {
  private CheckCalls() {}

  static Map<String, TraceFunction> functions() {
    return Map.of(
        "has_capability", call -> new Asked(one(call), CallResult.truth(call)),
        "has_any_capability", call -> new Asked(several(call, Joint.ANY), CallResult.truth(call)),
        "has_all_capabilities", call -> new Asked(several(call, Joint.ALL), CallResult.truth(call)),
        "require_capability", call -> new Asked(one(call), passed(call)),
        "require_all_capabilities", call -> new Asked(several(call, Joint.ALL), passed(call)));
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

  /** A require function answers nothing when all is well, and throws otherwise. */
  private static String passed(TraceCall call) {
    JsonElement result = call.result();
    return AnswerText.of(
        !call.threw()
            && (result.isJsonNull()
                || (result.isJsonPrimitive() && !isText(result) && TraceCall.isTrue(result))
                || (result.isJsonArray() && result.getAsJsonArray().isEmpty())));
  }

  private static boolean isText(JsonElement result) {
    return result.getAsJsonPrimitive().isString();
  }
}

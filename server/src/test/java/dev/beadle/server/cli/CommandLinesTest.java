package dev.beadle.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of commands: what they say, and where they are wrong. */
final class CommandLinesTest {
  /** A first line about the batch, comments, blank lines, both spellings of names. */
  @Test
  void parse_file_saysTheBatch() {
    CommandLines read =
        CommandLines.parse(
            "f",
            """
            # the term begins
            {"actor": 2, "reason": "term", "idempotency_key": "k"}

              # people
            {"assignRole": {"roleId": 5, "userId": "42", "context": {"id": 31}}}
            {"delete_role": {"role_id": 9}}
            """);
    assertThat(read.batch().getActor()).isEqualTo(2);
    assertThat(read.batch().getIdempotencyKey()).isEqualTo("k");
    assertThat(read.batch().getCommands(0).getAssignRole().getUserId()).isEqualTo(42);
    assertThat(read.batch().getCommands(1).getDeleteRole().getRoleId()).isEqualTo(9);
    assertThat(read.lines()).containsExactly(5, 6);
    assertThat(read.whereIs(1)).isEqualTo("f:6");
    assertThat(read.whereIs(-1)).isEqualTo("f");
  }

  /** What is wrong is told with its line, and its column where that is known. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'asignRole': {}}|f:2, column 2: unknown field `asignRole`|assignRole",
        "{'assignRole': {'userIdd': 1}}|f:2, column 17: unknown field `userIdd`|userId",
        "{'assignRole': {'context': {'idd': 1}}}|f:2, column 29: unknown field `idd`|instance",
        "{'deleteRole': {'roleId': 'x'}}|f:2|int64",
        "{'deleteRole': {'roleId': 1, 'roleId': 2}}|f:2, column 30: the field `roleId`|twice",
        "{'deleteRole': {'roleId': 1, 'role_id': 2}}|f:2|role",
        "{'deleteRole': {'roleId': 1}, 'resetRole': {'roleId': 1}}|f:2|",
        "{'allowRole': {'matrix': 'ASIGN'}}|f:2|ASIGN",
        "{'deleteRole': |f:2|no JSON",
        "{deleteRole: {}}|f:2, column|no JSON",
        "[]|f:2, column 1|a JSON object",
        "{} {}|f:2, column 5|no JSON: not as JSON is written",
        "{}|f:2|says nothing",
        "{'actor': 3}|f:2|the first line"
      })
  void parse_malformedLine_tellsWhere(String line, String where, String what) {
    String file = "{\"resetRole\": {\"roleId\": 1}}\n" + line.replace('\'', '"') + "\n";
    assertThatThrownBy(() -> CommandLines.parse("f", file))
        .isInstanceOf(MalformedCommandsException.class)
        .hasMessageStartingWith(where)
        .hasMessageContaining(what == null ? "" : what);
  }

  /** A first line may not bring commands of its own, and a file without commands says nothing. */
  @Test
  void parse_nothingToDo_isRefused() {
    assertThatThrownBy(() -> CommandLines.parse("f", "{\"actor\": 2}\n# nothing\n"))
        .hasMessage("f: no command in it");
    assertThatThrownBy(() ->
            CommandLines.parse(
                "f", "{\"actor\": 2, \"commands\": [{\"resetRole\": {\"roleId\": 1}}]}"))
        .hasMessageStartingWith("f:1: ");
  }
}

package dev.beadle.server.grpc;

import static dev.beadle.server.grpc.AdminServed.batch;
import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.client.AdminRefusedException;
import dev.beadle.v1.AdminCommand;
import dev.beadle.v1.AdminCommand.CommandCase;
import dev.beadle.v1.ApplyResponse;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every command of command.proto over the wire. */
final class AdminCommandsTest {
  /** Each is done on the demonstration site as those before it leave it. */
  private static final List<String> COMMANDS =
      List.of(
          "{'createRole': {'shortName': 'auditor', 'name': 'Auditor'}}",
          "{'editRole': {'roleId': 12, 'shortName': 'auditor2', 'name': 'Auditor'}}",
          "{'setArchetype': {'roleId': 12, 'archetype': 'teacher'}}",
          "{'swapRoles': {'roleId': 9, 'otherRoleId': 10}}",
          "{'duplicateRole': {'roleId': 5, 'shortName': 'listener', 'name': 'Listener'}}",
          "{'resetRole': {'roleId': 12}}",
          "{'deleteRole': {'roleId': 13}}",
          "{'setRoleLevels': {'roleId': 12, 'levels': [10, 50]}}",
          "{'allowRole': {'matrix': 'ASSIGN', 'roleId': 3, 'targetRoleId': 12}}",
          "{'disallowRole': {'matrix': 'ASSIGN', 'roleId': 3, 'targetRoleId': 12}}",
          "{'setRoleName': {'roleId': 4, 'course': {'id': 31}, 'name': 'Coach'}}",
          "{'removeRoleName': {'roleId': 4, 'course': {'id': 31}}}",
          "{'setCapability': {'roleId': 5, 'context': {'id': 31}, 'overwrite': true,"
              + " 'capability': 'mod/forum:replypost', 'permission': 'PREVENT'}}",
          "{'unsetCapability': {'roleId': 5, 'context': {'id': 31},"
              + " 'capability': 'mod/forum:replypost'}}",
          "{'changePermission': {'roleId': 5, 'context': {'id': 32},"
              + " 'capability': 'mod/forum:replypost', 'permission': 'PROHIBIT'}}",
          "{'unsetCapabilityEverywhere': {'roleId': 5, 'capability': 'mod/forum:replypost'}}",
          "{'assignRole': {'roleId': 12, 'userId': 22,"
              + " 'context': {'instance': {'level': 50, 'instanceId': 2}},"
              + " 'period': {'endsAt': 4000000000}}}",
          "{'unassignRole': {'roleId': 12, 'userId': 22, 'context': {'id': 31}}}",
          "{'unassignAll': {'filter': {'userId': 19, 'context': {'id': 31}}}}",
          "{'createCategory': {'name': 'Medicine'}}",
          "{'createCourse': {'categoryId': 5, 'shortName': 'ANAT1'}}",
          "{'editCourse': {'courseId': 7, 'shortName': 'ANAT1b', 'hidden': true, 'groupMode': 0,"
              + " 'groupModeForced': false, 'defaultGroupingId': 0}}",
          "{'createModule': {'courseId': 7, 'moduleName': 'forum'}}",
          "{'createBlock': {'parent': {'id': 31}, 'blockName': 'html'}}",
          "{'moveCategory': {'categoryId': 5, 'parentId': 3}}",
          "{'moveCourse': {'courseId': 7, 'categoryId': 1}}",
          "{'lockContext': {'context': {'id': 33}, 'locked': true}}",
          "{'lockContext': {'context': {'id': 33}, 'locked': false}}",
          "{'deleteBlock': {'blockId': 3}}",
          "{'deleteModule': {'moduleId': 11}}",
          "{'deleteCourse': {'courseId': 7}}",
          "{'deleteCategory': {'categoryId': 5}}",
          "{'createUser': {'username': 'new.one'}}",
          "{'suspendUser': {'userId': 22, 'suspended': true}}",
          "{'deleteUser': {'userId': 21}}",
          "{'createGroup': {'courseId': 2, 'name': 'Lab Friday', 'participation': true}}",
          "{'editGroup': {'groupId': 1, 'name': 'Lab Mon', 'visibility': 1,"
              + " 'participation': true}}",
          "{'deleteGroup': {'groupId': 5}}",
          "{'createGrouping': {'courseId': 2, 'name': 'All labs'}}",
          "{'addToGrouping': {'groupingId': 1, 'groupId': 3}}",
          "{'removeFromGrouping': {'groupingId': 1, 'groupId': 3}}",
          "{'deleteGrouping': {'groupingId': 2}}",
          "{'addGroupMember': {'groupId': 1, 'userId': 12}}",
          "{'removeGroupMember': {'groupId': 1, 'userId': 12}}",
          "{'addEnrolmentMethod': {'courseId': 6, 'plugin': 'self', 'roleId': 5}}",
          "{'editEnrolmentMethod': {'enrolId': 3, 'roleId': 5, 'disabled': true}}",
          "{'enrol': {'enrolId': 4, 'userId': 14, 'roleId': 5}}",
          "{'suspendEnrolment': {'enrolId': 4, 'userId': 14, 'suspended': true}}",
          "{'unenrol': {'enrolId': 4, 'userId': 14}}",
          "{'removeEnrolmentMethod': {'enrolId': 3}}",
          "{'setSetting': {'name': 'forcelogin', 'value': '1'}}",
          "{'unsetSetting': {'name': 'forcelogin'}}",
          "{'addSiteAdmin': {'userId': 3}}",
          "{'removeSiteAdmin': {'userId': 3}}",
          "{'updateCapabilities': {'component': 'mod_exam', 'definitions': [{'name':"
              + " 'mod/exam:sit', 'type': 'write', 'level': 70, 'archetypes':"
              + " {'student': 'ALLOW'}}]}}");

  /** Each changes something, and is in the log with its actor. */
  @Test
  void apply_everyCommand_changesWhatItSays() {
    Set<CommandCase> seen = EnumSet.noneOf(CommandCase.class);
    try (AdminServed site = AdminServed.demo()) {
      String last = "";
      for (String text : COMMANDS) {
        String json = text.replace('\'', '"');
        seen.add(AdminServed.command(json).getCommandCase());
        ApplyResponse done = site.apply(json);
        assertThat(done.getChangesList()).as(json).isNotEmpty();
        assertThat(done.getRevision()).as(json).isNotEqualTo(last);
        last = done.getRevision();
      }
      assertThat(site.log().entries())
          .hasSize(COMMANDS.size())
          .allMatch(entry -> entry.origin().actor() == AdminServed.ADMIN);
    }
    assertThat(seen)
        .as("all commands there are")
        .isEqualTo(EnumSet.complementOf(EnumSet.of(CommandCase.COMMAND_NOT_SET)));
  }

  /** A command that says nothing else is refused by the name of a field of its own. */
  @Test
  void apply_commandWithoutFields_namesTheFieldThatIsWanted() {
    try (AdminServed site = AdminServed.demo()) {
      for (var field : AdminCommand.getDescriptor().getFields()) {
        AdminRefusedException refused =
            site.refusalOf(batch(AdminServed.ADMIN, "{\"" + field.getJsonName() + "\": {}}"));
        assertThat(refused.kind()).isEqualTo(AdminRefusedException.Kind.INVALID);
        assertThat(refused.field()).startsWith("commands[0]." + field.getName() + ".");
        assertThat(refused.getMessage()).contains(refused.field() + ": ");
        assertThat(refused.command()).isZero();
      }
      assertThat(site.log().entries()).isEmpty();
    }
  }
}

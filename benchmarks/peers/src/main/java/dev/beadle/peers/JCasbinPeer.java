package dev.beadle.peers;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.casbin.jcasbin.main.Enforcer;
import org.casbin.jcasbin.model.Model;

/**
 * jCasbin: a rule for each permission, and for each set of roles that occurs a subject that has
 * them. Its logging is off.
 */
final class JCasbinPeer implements Peer {
  private final Enforcer enforcer;
  private final List<Material.Question> questions;

  JCasbinPeer(Material material) {
    this.questions = material.questions();
    var model = new Model();
    model.addDef("r", "r", "sub, act");
    model.addDef("p", "p", "sub, act, eft");
    model.addDef("g", "g", "_, _");
    model.addDef("e", "e", "some(where (p.eft == allow)) && !some(where (p.eft == deny))");
    model.addDef("m", "m", "r.act == p.act && g(r.sub, p.sub)");
    this.enforcer = new Enforcer(model);
    enforcer.enableLog(false);
    List<List<String>> rules = new ArrayList<>();
    for (Material.Said said : material.says()) {
      rules.add(List.of(said.role(), said.capability(), said.isProhibit() ? "deny" : "allow"));
    }
    enforcer.addPolicies(rules);
    var subjects = new LinkedHashSet<List<String>>();
    for (Material.Question question : questions) {
      for (String role : question.roles()) {
        subjects.add(List.of(question.rolesKey(), role));
      }
    }
    enforcer.addGroupingPolicies(List.copyOf(subjects));
  }

  @Override
  public boolean isAllowed(int position) {
    Material.Question question = questions.get(position);
    return enforcer.enforce(question.rolesKey(), question.capability());
  }
}

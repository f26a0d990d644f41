#include "analysis/chance_session.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "dyad/config/read.hpp"
#include "dyad/task/engine.hpp"

namespace dyad::analysis::testing {
namespace {

// The seat's first operandum.
ChannelIndex operandum_of(const task::Plan& plan, SubjectIndex seat) {
  for (ChannelIndex i = 0; i < kMaxChannels; ++i) {
    const bool operandum = (plan.rule().operanda >> i & 1U) != 0;
    if (operandum && plan.subject_of[i] == seat) return i;
  }
  ADD_FAILURE() << "seat " << int{seat} << " has no operandum";
  return 0;
}

std::vector<Input> edges_of(const task::Plan& plan, const std::vector<Poke>& pokes,
                            std::int64_t until_us) {
  std::vector<Input> edges;
  for (const Poke& poke : pokes) {
    Input edge;
    edge.time = Time::from_us(poke.on_us);
    edge.source = 0;
    edge.channel = operandum_of(plan, poke.seat);
    edge.active = true;
    edges.push_back(edge);
    edge.time = Time::from_us(poke.on_us + poke.length_us);
    edge.active = false;
    if (edge.time <= Time::from_us(until_us)) edges.push_back(edge);
  }
  std::stable_sort(edges.begin(), edges.end(),
                   [](const Input& a, const Input& b) { return a.time < b.time; });
  for (std::size_t i = 0; i < edges.size(); ++i) edges[i].sequence = i + 1;
  return edges;
}

}  // namespace

task::Plan plan(const std::string& stage, const std::string& rig) {
  config::Problems problems;
  const auto rig_document = config::read_document(
      std::string(DYAD_SOURCE_DIR) + "/rig-configs/rigs/" + rig + ".json", problems);
  const auto document =
      config::parse_document("schedule",
                             R"({"format": "dyad-schedule/1", "name": "test",
        "session": {"duration_min": 60},
        "stages": [{"name": "only", "window_ms": 1000, "reward_ul": 4, "iti_ms": {"coordinated": 100, "miss": 100})" +
                                 stage + "}]}",
                             problems);
  const auto read_rig = config::read_rig(*rig_document, problems);
  const auto schedule = config::read_schedule(*document, problems);
  for (const auto& problem : problems) ADD_FAILURE() << problem.text();
  return task::make_plan(*read_rig, *schedule, 0);
}

std::vector<log::Record> session(const task::Plan& plan, const std::vector<Poke>& pokes,
                                 std::int64_t until_us) {
  task::Engine engine(plan, 7);
  std::vector<log::Record> records;
  const auto step = [&](const Input& input) {
    task::Output out;
    engine.step(input, out);
    records.emplace_back(input);
    records.insert(records.end(), out.notes.begin(), out.notes.end());
    records.insert(records.end(), out.commands.begin(), out.commands.end());
  };
  const auto deadlines_before = [&](Time time) {
    std::uint64_t sequence = 0;
    while (engine.next_deadline() && *engine.next_deadline() < time) {
      Input deadline;
      deadline.time = *engine.next_deadline();
      deadline.kind = InputKind::deadline;
      deadline.sequence = ++sequence;
      step(deadline);
    }
  };
  Input start;
  start.kind = InputKind::operator_action;
  step(start);
  for (const Input& edge : edges_of(plan, pokes, until_us)) {
    deadlines_before(edge.time);
    step(edge);
  }
  deadlines_before(Time::from_us(until_us));
  records.emplace_back(Fault{.time = Time::from_us(until_us), .message = "now"});
  return records;
}

}  // namespace dyad::analysis::testing

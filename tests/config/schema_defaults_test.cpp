#include <optional>
#include <set>

#include "support.hpp"

namespace dyad::config {
namespace {

using test::good_rig;
using test::good_schedule;
using test::parsed;
using test::with;

Document schema(const char* kind) {
  Problems problems;
  const auto document = read_document(
      std::string(DYAD_SOURCE_DIR "/rig-configs/schema/") + kind + ".schema.json",
      problems);
  EXPECT_TRUE(document) << test::text_of(problems);
  return document ? *document : Document{};
}

void collect_defaults(const Json& json, const std::string& pointer,
                      std::set<std::string>& found) {
  if (!json.is_structured()) return;
  std::size_t index = 0;
  for (const auto& [key, value] : json.items()) {
    const std::string name = json.is_array() ? std::to_string(index++) : key;
    if (name == "default") {
      found.insert(pointer);
    } else {
      collect_defaults(value, pointer + "/" + name, found);
    }
  }
}

// A default of the schema, a member it is the default of, and any other value
// that is valid there. A row may name a base of its own where the common one
// leaves no other value valid.
struct Default {
  std::string schema_pointer;
  std::string pointer;
  const char* other;
  std::optional<Document> base = std::nullopt;
};

// For each default: the member absent and the member with the default are read
// alike, the member with another value is not.
template <typename Read>
void expect_same_defaults(const char* kind, const Document& common_base,
                          const std::vector<Default>& defaults, Read read) {
  const Document schema_document = schema(kind);
  std::set<std::string> in_schema;
  collect_defaults(schema_document.json, "", in_schema);
  std::set<std::string> in_table;
  for (const Default& row : defaults) {
    SCOPED_TRACE(row.schema_pointer + " for " + row.pointer);
    in_table.insert(row.schema_pointer);
    const Document& base = row.base ? *row.base : common_base;
    const Json::json_pointer at(row.schema_pointer + "/default");
    ASSERT_TRUE(schema_document.json.contains(at));
    ASSERT_FALSE(base.json.contains(Json::json_pointer(row.pointer)));
    const std::string stated = schema_document.json[at].dump();
    EXPECT_EQ(read(with(base, row.pointer, stated.c_str())), read(base)) << stated;
    EXPECT_NE(read(with(base, row.pointer, row.other)), read(base)) << row.other;
  }
  EXPECT_EQ(in_table, in_schema);
}

Document rig_with_everything() {
  Document rig = parsed(test::kSmallRig);
  int line = 30;
  for (const std::string kind : {"zone", "lick", "lever", "frame", "generic"}) {
    const std::string channel =
        "{\"kind\":\"" + kind +
        "\",\"subject\":\"left\",\"device\":\"pi\",\"line\":" + std::to_string(line++) +
        "}";
    rig = with(rig, "/channels/" + kind, channel.c_str());
  }
  rig = with(rig, "/devices/waiting",
             R"({"kind":"sim","mice":{"left":{"behaviour":"waiter","hold_ms":1,
                 "reaction_mean_ms":9}}})");
  return with(rig, "/channels/lever_of_waiter",
              R"({"kind":"lever","subject":"left","device":"waiting"})");
}

// A board may decide by itself only where it has everything.
Document rig_on_a_board() {
  Document rig = parsed(test::kSmallRig);
  rig.json["devices"] = {{"uno", {{"kind", "mcu"}, {"port", "/dev/ttyACM0"}}}};
  int output = 0;
  int input = 0;
  for (auto& [name, channel] : rig.json["channels"].items()) {
    channel["device"] = "uno";
    channel["line"] = channel["kind"] == "poke" ? "in" + std::to_string(input++)
                                                : "out" + std::to_string(output++);
  }
  return rig;
}

std::vector<Default> rig_defaults() {
  const std::string device = "/definitions/device/allOf/1/then/properties/mice";
  const std::string mouse = "/definitions/mouse/allOf/0/then/properties/";
  const std::string channel = "/definitions/channel/";
  const std::string waiter = "/devices/waiting/mice/left/";
  std::vector<Default> defaults{
      {device, "/devices/sim/mice",
       R"({"right":{"behaviour":"camper","hold_ms":1,"mean_interval_ms":1}})"},
      {"/definitions/device/allOf/2/then/properties/reflex", "/devices/uno/reflex",
       "true", rig_on_a_board()},
      {mouse + "mean_interval_ms", waiter + "mean_interval_ms", "5"},
      {mouse + "reaction_min_ms", waiter + "reaction_min_ms", "5"},
      {mouse + "respond_percent", waiter + "respond_percent", "5"},
      {channel + "properties/active", "/channels/light/active", "\"low\""},
      {channel + "allOf/3/then/properties/bias", "/channels/lick/bias", "\"pull_up\""},
      {channel + "allOf/3/then/properties/log_raw_edges",
       "/channels/lick/log_raw_edges", "true"}};
  const std::vector<std::pair<std::string, std::string>> debounced{
      {"6", "poke_left"}, {"6", "zone"},  {"6", "lick"},
      {"7", "lever"},     {"8", "frame"}, {"8", "generic"}};
  for (const auto& [rule, name] : debounced) {
    const std::string from = channel + "allOf/" + rule + "/then/properties/debounce";
    const std::string to = "/channels/" + name + "/debounce";
    defaults.push_back({from, to, R"({"confirm_us":77,"lockout_us":77})"});
    defaults.push_back({from + "/properties/confirm_us", to + "/confirm_us", "77"});
    defaults.push_back({from + "/properties/lockout_us", to + "/lockout_us", "77"});
  }
  return defaults;
}

TEST(SchemaDefaults, OfRigsAreTheParsers) {
  expect_same_defaults("rig", rig_with_everything(), rig_defaults(), good_rig);
}

// A schedule with every object that has members with defaults, but for those of the
// stage itself. Its second stage has a stage to go back to.
Document schedule_with_everything() {
  return parsed(R"({
    "format": "dyad-schedule/1",
    "name": "defaults",
    "session": { "duration_min": 30 },
    "stages": [
      { "name": "plain", "window_ms": 750, "reward_ul": 4 },
      { "name": "full", "window_ms": 750, "reward_ul": 4,
        "advance": { "at_least_percent": 50 }, "go_back": { "below_percent": 50 },
        "partners": { "right": { "kind": "lag", "lag_ms": 400 } },
        "initiation": { "kind": "zones", "channels": ["zone_left", "zone_right"] },
        "choices": { "near": ["a", "b"], "far": ["c", "d"] },
        "target": { "kind": "random" },
        "order": { "leader": "left" },
        "other_rewards": { "miss": { "ul": 1 } },
        "blocks": [{ "name": "one", "trials": 1 }, { "name": "two", "trials": 1 }],
        "factors": [{ "name": "f", "levels": [{ "name": "x" }, { "name": "y" }] }] },
      { "name": "last", "window_ms": 750, "reward_ul": 4 }
    ]
  })");
}

// Members of the stage that needs nothing else.
std::vector<Default> plain_stage_defaults() {
  const std::string trial = "/definitions/trial/properties/";
  const std::string at = "/stages/0/";
  return {
      {trial + "initiation", at + "initiation", R"({"kind":"poke","channels":["p"]})"},
      {trial + "response", at + "response", R"({"kind":"held","hold_ms":1})"},
      {trial + "repeat_response", at + "repeat_response", "\"restart_window\""},
      {trial + "late_response", at + "late_response", "\"open_next_trial\""},
      {trial + "contingency", at + "contingency", "\"individual\""},
      {"/definitions/reinforcement", at + "reinforcement",
       R"({"kind":"fixed_ratio","n":2})"},
      {trial + "reward_percent", at + "reward_percent", "99.9"},
      {trial + "other_rewards", at + "other_rewards", R"({"miss":{"ul":1}})"},
      {trial + "reward_delay_ms", at + "reward_delay_ms", "1"},
      {trial + "catch", at + "catch", "true"},
      {trial + "iti_ms", at + "iti_ms", R"({"miss":1})"},
      {trial + "iti_ms/properties/coordinated", at + "iti_ms/coordinated", "1"},
      {trial + "iti_ms/properties/miss", at + "iti_ms/miss", "1"},
      {trial + "iti_ms/properties/aborted", at + "iti_ms/aborted", "1"},
      {trial + "iti_ms/properties/omission", at + "iti_ms/omission", "1"},
      {trial + "iti_ms/properties/error", at + "iti_ms/error", "1"},
      {trial + "outputs", at + "outputs",
       R"([{"at":"miss","channel":"light","pulse_ms":1}])"}};
}

// Members of the objects in the full stage, and its own that need such an object.
std::vector<Default> full_stage_defaults() {
  const std::string definitions = "/definitions/";
  const std::string stage = definitions + "stage/properties/";
  const std::string trial = definitions + "trial/properties/";
  const std::string at = "/stages/1/";
  return {
      {stage + "advance/properties/in_a_row", at + "advance/in_a_row", "2"},
      {stage + "go_back/properties/in_a_row", at + "go_back/in_a_row", "2"},
      {definitions + "partner/allOf/3/then/properties/hold_ms",
       at + "partners/right/hold_ms", "101"},
      {trial + "initiation/allOf/1/then/properties/hold_ms", at + "initiation/hold_ms",
       "1"},
      {trial + "target/properties/after_failure", at + "target/after_failure",
       "\"same\""},
      {trial + "wrong_response", at + "wrong_response", "\"end_trial\""},
      {trial + "order/properties/min_wait_ms", at + "order/min_wait_ms", "1"},
      {trial + "order/properties/violation", at + "order/violation", "\"end_trial\""},
      {definitions + "payment/properties/percent", at + "other_rewards/miss/percent",
       "99.9"},
      {stage + "block_order", at + "block_order", "\"shuffled\""},
      {stage + "after_last_block", at + "after_last_block", "\"stay\""},
      {definitions + "factor/properties/per", at + "factors/0/per", "\"block\""},
      {definitions + "level/properties/count", at + "factors/0/levels/0/count", "2"},
      {definitions + "set", at + "blocks/1/set", R"({"catch":true})"},
      {definitions + "set", at + "factors/0/levels/1/set", R"({"catch":true})"}};
}

TEST(SchemaDefaults, OfSchedulesAreTheParsers) {
  std::vector<Default> defaults{{"/properties/citation", "/citation", "\"x\""},
                                {"/properties/notes", "/notes", "\"x\""},
                                {"/properties/labels", "/labels", R"({"drug":"x"})"}};
  for (const auto& more : {plain_stage_defaults(), full_stage_defaults()}) {
    defaults.insert(defaults.end(), more.begin(), more.end());
  }
  expect_same_defaults("schedule", schedule_with_everything(), defaults, good_schedule);
}

}  // namespace
}  // namespace dyad::config

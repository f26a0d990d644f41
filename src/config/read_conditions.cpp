#include <algorithm>

#include "pointer.hpp"
#include "stage_parts.hpp"

namespace dyad::config {
enum class PerWhat : std::uint8_t { trial, block };
}  // namespace dyad::config

namespace dyad {
template <>
struct EnumNames<config::PerWhat> {
  static constexpr std::array<std::string_view, 2> names{"trial", "block"};
};
}  // namespace dyad

namespace dyad::config {
namespace {

constexpr NumberRule kTrials{1, 100'000, 0, ""};
constexpr NumberRule kCount{1, 100, 0, ""};
constexpr std::size_t kMaxLevels = 64;

RulePart read_set(Object& object, BadMembers& bad) {
  const auto value = object.find("set", Need::optional, "");
  if (!value) return {};
  Object set(*value);
  RulePart part = read_rule_part(set, RuleOf::set, bad);
  set.finish();
  return part;
}

template <typename T>
void read_own_name(Object& object, const std::vector<T>& earlier, const char* what,
                   std::string& name) {
  object.text("name", Need::required, kName, name);
  const bool taken = std::any_of(earlier.begin(), earlier.end(),
                                 [&](const T& other) { return other.name == name; });
  if (name.empty() || !taken) return;
  object.value().member("name").refuse(std::string("a name that no other ") + what +
                                       " has");
}

Block read_block(Object& object, const std::vector<Block>& earlier) {
  Block block;
  read_own_name(object, earlier, "block", block.name);
  if (const auto trials = object.number("trials", Need::optional, kTrials)) {
    block.trials = static_cast<std::uint32_t>(*trials);
  }
  object.time("duration_s", Need::optional, kSessionSeconds, block.duration);
  need_one_of_two(object, "trials", "duration_s");
  return block;
}

void read_blocks(Object& stage, Stage& into, Conditions& conditions, BadMembers& bad) {
  const auto value = stage.find("blocks", Need::optional, "");
  const auto list = value ? value->list(1, Stage::kMaxBlocks) : std::nullopt;
  if (list) {
    for (const Value& element : *list) {
      Object object(element);
      into.blocks.push_back(read_block(object, into.blocks));
      conditions.blocks.push_back(read_set(object, bad));
      object.finish();
    }
  }
  if (stage.allows("block_order", value.has_value(), "there are no blocks")) {
    stage.choice("block_order", Need::optional, into.block_order);
  }
  if (stage.allows("after_last_block", value.has_value(), "there are no blocks")) {
    stage.choice("after_last_block", Need::optional, into.after_last_block);
  }
}

Level read_level(Object& object, const std::vector<Level>& earlier) {
  Level level;
  read_own_name(object, earlier, "level of the factor", level.name);
  if (const auto count = object.number("count", Need::optional, kCount)) {
    level.count = static_cast<std::uint8_t>(*count);
  }
  return level;
}

void read_levels(Object& factor, Factor& into, std::vector<RulePart>& parts,
                 BadMembers& bad) {
  const auto value = factor.find("levels", Need::required, "a list of 2 to 64 levels");
  const auto list = value ? value->list(2, kMaxLevels) : std::nullopt;
  if (!list) return;
  for (const Value& element : *list) {
    Object object(element);
    into.levels.push_back(read_level(object, into.levels));
    parts.push_back(read_set(object, bad));
    object.finish();
  }
}

void read_per(Object& factor, const Stage& stage, Factor& into) {
  auto per = PerWhat::trial;
  factor.choice("per", Need::optional, per);
  into.per_block = per == PerWhat::block;
  if (!into.per_block || !stage.blocks.empty()) return;
  factor.value().member("per").refuse("\"trial\", as the stage has no blocks");
}

void read_factors(Object& stage, Stage& into, Conditions& conditions, BadMembers& bad) {
  const auto value = stage.find("factors", Need::optional, "");
  const auto list = value ? value->list(1, kMaxFactors) : std::nullopt;
  if (!list) return;
  for (const Value& element : *list) {
    Object object(element);
    Factor factor;
    std::vector<RulePart> parts;
    read_own_name(object, into.factors, "factor", factor.name);
    read_per(object, into, factor);
    read_levels(object, factor, parts, bad);
    object.finish();
    into.factors.push_back(std::move(factor));
    conditions.factors.push_back(std::move(parts));
  }
}

bool sets(const std::vector<RulePart>& levels, const RuleMember* member) {
  return std::any_of(levels.begin(), levels.end(), [&](const RulePart& part) {
    return std::find(part.present.begin(), part.present.end(), member) !=
           part.present.end();
  });
}

// Each member that a factor's level sets and an earlier factor sets too.
void check_apart(const Value& factors, const Stage& stage,
                 const Conditions& conditions) {
  for (std::size_t i = 1; i < conditions.factors.size(); ++i) {
    for (std::size_t level = 0; level < conditions.factors[i].size(); ++level) {
      for (const RuleMember* member : conditions.factors[i][level].present) {
        for (std::size_t earlier = 0; earlier < i; ++earlier) {
          if (!sets(conditions.factors[earlier], member)) continue;
          const Value set =
              factors.element(i).member("levels").element(level).member("set");
          factors.findings().add_at_name(
              child_pointer(set.pointer(), member->name),
              "the member \"" + std::string(member->name) + "\", which the factor \"" +
                  stage.factors[earlier].name + "\" sets too",
              "each member in one factor only", "join the two into one factor");
        }
      }
    }
  }
}

}  // namespace

Conditions read_conditions(Object& stage, Stage& into, BadMembers& bad) {
  Conditions conditions;
  read_blocks(stage, into, conditions, bad);
  read_factors(stage, into, conditions, bad);
  if (stage.has("factors")) {
    check_apart(stage.value().member("factors"), into, conditions);
  }
  return conditions;
}

}  // namespace dyad::config

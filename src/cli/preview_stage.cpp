#include "dyad/cli/preview_stage.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "dyad/cli/preview_words.hpp"

namespace dyad::cli::preview {
namespace {

using config::Partner;
using config::PartnerKind;
using config::Stage;

std::string partner_words(const Partner& partner) {
  const std::string hold = time_words(partner.hold);
  const std::string followed =
      partner.follows.empty() ? "the first other subject" : partner.follows;
  switch (partner.kind) {
    case PartnerKind::live:
      return partner.seat + ": an animal";
    case PartnerKind::absent:
      return partner.seat + ": nobody; neither needed nor paid";
    case PartnerKind::interval:
      return fmt::format("{}: responds by itself every {}{}, for {}", partner.seat,
                         interval_words(partner.interval),
                         partner.choice.empty() ? "" : " at " + partner.choice, hold);
    case PartnerKind::lag:
      return fmt::format("{}: responds {} after {}{}, for {}", partner.seat,
                         interval_words(partner.lag), followed,
                         partner.choice.empty() ? "" : " at " + partner.choice, hold);
    case PartnerKind::tit_for_tat:
      return fmt::format(
          "{}: does {} after the trial's start what {} did in the trial "
          "before, for {}",
          partner.seat, interval_words(partner.lag), followed, hold);
    case PartnerKind::playback:
      return fmt::format("{}: does what {} did in {}", partner.seat, partner.subject,
                         partner.log);
  }
  return {};
}

std::string block_words(const Stage& stage) {
  std::vector<std::string> blocks;
  for (const config::Block& block : stage.blocks) {
    blocks.push_back(fmt::format("{} ({})", block.name,
                                 block.trials > 0 ? counted(block.trials, "trial")
                                                  : time_words(block.duration)));
  }
  std::string text = fmt::format("{}.", fmt::join(blocks, ", "));
  if (stage.block_order == config::BlockOrder::shuffled) {
    text += " Their order is drawn, each once before any comes again.";
  }
  switch (stage.after_last_block) {
    case config::AfterLastBlock::repeat:
      return text + " Then from the beginning.";
    case config::AfterLastBlock::stay:
      return text + " The last one stays.";
    case config::AfterLastBlock::end_session:
      return text + " Then the session ends.";
  }
  return text;
}

std::string factor_words(const config::Factor& factor) {
  unsigned cards = 0;
  bool even = true;
  std::vector<std::string> names;
  std::vector<std::string> shares;
  for (const config::Level& level : factor.levels) {
    cards += level.count;
    even &= level.count == factor.levels.front().count;
    names.push_back(level.name);
    shares.push_back(fmt::format("{} {}", level.name, level.count));
  }
  const std::string deck = counted(cards, factor.per_block ? "block" : "trial");
  if (!even)
    return fmt::format("{}: {} of {}, shuffled", factor.name, listed(shares), deck);
  return fmt::format("{}: {}, each {} of {}, shuffled", factor.name, listed(names),
                     factor.levels.front().count, deck);
}

}  // namespace

std::string session_words(const config::SessionLimits& limits) {
  std::string text = fmt::format("Ends after {}", time_words(limits.duration));
  if (limits.max_trials) text += ", or " + counted(*limits.max_trials, "trial");
  if (limits.max_rewards) {
    text +=
        fmt::format(", or {} of one subject", counted(*limits.max_rewards, "reward"));
  }
  if (limits.max_volume_nl) {
    text += fmt::format(", or {} for one subject", volume_words(*limits.max_volume_nl));
  }
  if (limits.inactivity) {
    text += fmt::format(", or {} without a response", time_words(*limits.inactivity));
  }
  const bool several = limits.max_trials || limits.max_rewards ||
                       limits.max_volume_nl || limits.inactivity;
  return text + (several ? ": whichever comes first." : ".");
}

std::string label_words(const config::Labels& labels) {
  std::vector<std::string> entries;
  for (const auto& [name, value] : labels.entries)
    entries.push_back(name + ": " + value);
  return fmt::format("{}", fmt::join(entries, "; "));
}

Statements stage_statements(const Stage& stage) {
  Statements statements;
  if (!stage.partners.empty()) {
    std::vector<std::string> partners;
    for (const Partner& partner : stage.partners) {
      partners.push_back(partner_words(partner));
    }
    statements.push_back({"Partners", fmt::format("{}", fmt::join(partners, "\n"))});
  }
  if (!stage.blocks.empty()) statements.push_back({"Blocks", block_words(stage)});
  if (!stage.factors.empty()) {
    std::vector<std::string> factors;
    for (const config::Factor& factor : stage.factors) {
      factors.push_back(factor_words(factor));
    }
    statements.push_back({"Factors", fmt::format("{}", fmt::join(factors, "\n"))});
  }
  return statements;
}

std::string base_condition(const Stage& stage) {
  std::vector<std::string> parts;
  if (!stage.blocks.empty()) parts.push_back("block " + stage.blocks.front().name);
  for (const config::Factor& factor : stage.factors) {
    parts.push_back(factor.name + " " + factor.levels.front().name);
  }
  return listed(parts, "and");
}

std::vector<Condition> conditions(const Stage& stage,
                                  const std::vector<std::string>& present) {
  std::vector<Condition> found;
  const Statements base = rule_statements(stage.rules.front(), present);
  const auto add = [&](const std::string& name, std::size_t block,
                       const std::vector<std::size_t>& levels) {
    const config::TrialRule& rule = stage.rules.at(stage.rule_index(block, levels));
    found.push_back({name, differences(rule_statements(rule, present), base)});
  };
  const std::vector<std::size_t> first(stage.factors.size(), 0);
  for (std::size_t i = 1; i < stage.blocks.size(); ++i) {
    add("block " + stage.blocks[i].name, i, first);
  }
  for (std::size_t i = 0; i < stage.factors.size(); ++i) {
    for (std::size_t j = 1; j < stage.factors[i].levels.size(); ++j) {
      std::vector<std::size_t> levels = first;
      levels[i] = j;
      add(stage.factors[i].name + " " + stage.factors[i].levels[j].name, 0, levels);
    }
  }
  return found;
}

std::vector<std::string> present_seats(const Stage& stage,
                                       const std::vector<std::string>& seats) {
  std::vector<std::string> present;
  for (const std::string& seat : seats) {
    const bool absent = std::any_of(
        stage.partners.begin(), stage.partners.end(), [&](const Partner& partner) {
          return partner.seat == seat && partner.kind == PartnerKind::absent;
        });
    if (!absent) present.push_back(seat);
  }
  return present;
}

}  // namespace dyad::cli::preview

#include <algorithm>

#include "pointer.hpp"
#include "rule_draft.hpp"

namespace dyad::config {
namespace {

constexpr NumberRule kCellVolume = microlitres(0, 1'000'000);
// Four subjects with four choices each, and all that they may withhold.
constexpr std::size_t kMaxCells = 625;
constexpr std::size_t kMaxPlayers = 4;

std::vector<std::pair<std::string, std::string>> read_joint(const Value& value) {
  std::vector<std::pair<std::string, std::string>> joint;
  for (const auto& [seat, choice] : named_values(value, 1, kMaxPlayers, "seats")) {
    joint.emplace_back(seat, choice.text(kName).value_or(""));
  }
  // So that a joint choice compares whatever the order of its seats in the file.
  std::sort(joint.begin(), joint.end());
  return joint;
}

std::vector<std::pair<std::string, std::uint32_t>> read_volumes(const Value& value) {
  std::vector<std::pair<std::string, std::uint32_t>> volumes;
  for (const auto& [seat, volume] : named_values(value, 1, kMaxPlayers, "seats")) {
    volumes.emplace_back(
        seat, static_cast<std::uint32_t>(volume.number(kCellVolume).value_or(0)));
  }
  return volumes;
}

template <typename T>
std::vector<std::string> seats_of(const std::vector<std::pair<std::string, T>>& all) {
  std::vector<std::string> seats;
  for (const auto& [seat, value] : all) seats.push_back(seat);
  std::sort(seats.begin(), seats.end());
  return seats;
}

void check_seats(const Value& value, const std::vector<std::string>& seats,
                 const std::vector<std::string>& wanted) {
  if (seats.empty() || wanted.empty() || seats == wanted) return;
  std::string found = "cells for";
  for (const std::string& seat : seats) found += " " + seat;
  std::string expected = "the same seats in every joint and ul:";
  for (const std::string& seat : wanted) expected += " " + seat;
  value.findings().add(value.pointer(), found, expected);
}

DraftCell read_cell(const Value& value, const std::vector<DraftCell>& earlier) {
  DraftCell cell;
  Object object(value);
  const auto joint =
      object.find("joint", Need::required, "the choice of each seat, or \"withhold\"");
  if (joint) cell.joint = read_joint(*joint);
  const auto ul = object.find("ul", Need::required, "the water of each seat in µl");
  if (ul) cell.reward_nl = read_volumes(*ul);
  object.finish();
  const auto seats = seats_of(earlier.empty() ? cell.joint : earlier.front().joint);
  if (joint) check_seats(*joint, seats_of(cell.joint), seats);
  if (ul) check_seats(*ul, seats_of(cell.reward_nl), seats);
  const bool twice =
      !cell.joint.empty() &&
      std::any_of(earlier.begin(), earlier.end(),
                  [&](const DraftCell& other) { return other.joint == cell.joint; });
  if (twice) {
    value.findings().add(joint->pointer(), "a second cell for this joint choice",
                         "each joint choice once");
  }
  return cell;
}

}  // namespace

void read_payoff(const Value& value, RuleDraft& into) {
  const auto list = value.list(1, kMaxCells);
  if (!list) return;
  for (const Value& element : *list) {
    into.payoff.push_back(read_cell(element, into.payoff));
  }
}

}  // namespace dyad::config

#include "dyad/server/session_measures.hpp"

#include <utility>

#include "dyad/analysis/chance_level.hpp"
#include "dyad/log/crc32c.hpp"
#include "dyad/log/header_line.hpp"

namespace dyad::server {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kBatchBytes = std::size_t{1} << 20U;

Json success_json(const analysis::Success& success) {
  return {{"coordinated", success.coordinated}, {"decided", success.decided}};
}

Json chance_json(const std::optional<analysis::ChanceLevel>& chance) {
  if (!chance) return nullptr;
  return {{"permille", chance->permille},
          {"low_permille", chance->low_permille},
          {"high_permille", chance->high_permille},
          {"shifts", chance->shifts}};
}

}  // namespace

Result<std::unique_ptr<SessionMeasures>> SessionMeasures::open(
    const std::string& path) {
  auto index = LogIndex::open(path);
  if (!index) return index.error();
  while ((*index)->lines() == 0 && (*index)->grow()) {
  }
  std::uint64_t next = 0;
  auto header = log::decode_header((*index)->read(0, 1, next));
  if (!header) return header.error();
  auto names = log::Names::of(*header);
  if (!names) return names.error();
  return std::unique_ptr<SessionMeasures>(
      new SessionMeasures(std::move(*index), std::move(*header), std::move(*names)));
}

SessionMeasures::SessionMeasures(std::shared_ptr<LogIndex> index, log::Header header,
                                 log::Names names)
    : index_(std::move(index)),
      header_(std::move(header)),
      names_(std::move(names)),
      decoder_(names_),
      summary_(header_) {
  auto setting = replay::setting_of(header_);
  if (!setting) return;
  setting_ = std::move(*setting);
  inputs_.emplace(setting_->plan);
}

void SessionMeasures::update() {
  bool more = true;
  while (more && !damaged_) {
    more = index_->grow();
    while (next_ < index_->lines() && !damaged_) {
      std::string lines = index_->read(next_, kBatchBytes, next_);
      damaged_ = lines.empty();
      lines.append(log::LineDecoder::kPadding, '\n');
      const std::string_view all(lines.data(),
                                 lines.size() - log::LineDecoder::kPadding + 1);
      for (std::size_t at = 0; at + 1 < all.size() && !damaged_;) {
        const std::size_t end = all.find('\n', at);
        damaged_ = !take(all.substr(at, end - at));
        at = end + 1;
      }
    }
  }
}

bool SessionMeasures::take(std::string_view line) {
  if (!log::crc_holds(line)) return false;
  const auto outcome = decoder_.decode(line, record_);
  if (outcome == log::LineDecoder::Outcome::malformed) return false;
  if (outcome == log::LineDecoder::Outcome::unknown_type) return true;
  summary_.add(record_.record);
  if (inputs_) inputs_->add(record_.record);
  return true;
}

Json SessionMeasures::json() const {
  const analysis::SessionSummary& summary = summary_.summary();
  std::optional<analysis::ChanceLevel> chance;
  if (inputs_) {
    chance = analysis::chance_level(setting_->plan, setting_->seed, *inputs_);
  }
  return {{"last20", success_json(summary.last20)},
          {"success", success_json(summary.success())},
          {"chance", chance_json(chance)}};
}

}  // namespace dyad::server

#include "dyad/log/line_decoder.hpp"

#include "build_record.hpp"
#include "json_scanner.hpp"
#include "members.hpp"
#include "plain_scanner.hpp"

namespace dyad::log {

class LineDecoder::Impl {
 public:
  explicit Impl(const Names& names) : plain_(names), json_(names), builder_(names) {}

  Outcome decode(std::string_view line, LoggedRecord& out) {
    if (!plain_.scan(line, members_) && !json_.scan(line, members_, problem_)) {
      return Outcome::malformed;
    }
    if (!members_.has(Slot::seq)) {
      problem_ = "it has no \"seq\"";
      return Outcome::malformed;
    }
    out.seq = members_.naturals[slot_index(Slot::seq)];
    return builder_.build(members_, out.record, problem_);
  }
  const std::string& problem() const { return problem_; }

 private:
  PlainScanner plain_;
  JsonScanner json_;
  RecordBuilder builder_;
  Members members_;
  std::string problem_;
};

LineDecoder::LineDecoder(const Names& names) : impl_(std::make_unique<Impl>(names)) {}
LineDecoder::LineDecoder(LineDecoder&&) noexcept = default;
LineDecoder& LineDecoder::operator=(LineDecoder&&) noexcept = default;
LineDecoder::~LineDecoder() = default;

LineDecoder::Outcome LineDecoder::decode(std::string_view line, LoggedRecord& out) {
  return impl_->decode(line, out);
}
const std::string& LineDecoder::problem() const { return impl_->problem(); }

}  // namespace dyad::log

#include "dyad/replay/verify.hpp"

#include "dyad/core/enum_names.hpp"
#include "dyad/log/line_encoder.hpp"
#include "dyad/replay/setting.hpp"
#include "dyad/task/engine.hpp"

namespace dyad::replay {
namespace {

class Verifier {
 public:
  Verifier(log::Reader& reader, const Setting& setting)
      : reader_(reader), engine_(setting.plan, setting.seed) {}

  Verification run() {
    while (!result_.difference) {
      const log::LoggedRecord* logged = reader_.next();
      if (logged == nullptr) break;
      last_line_ = logged->line;
      compare(*logged);
    }
    if (!result_.difference) finish();
    return result_;
  }

 private:
  void compare(const log::LoggedRecord& logged) {
    if (const auto* input = std::get_if<Input>(&logged.record)) {
      take(*input, logged.line);
    } else if (const auto* note = std::get_if<Note>(&logged.record)) {
      result_.tally.add(*note);
      ++result_.notes;
      compare(*note, out_.notes, next_note_, logged);
    } else if (const auto* command = std::get_if<Command>(&logged.record)) {
      result_.tally.add(*command);
      ++result_.commands;
      compare(*command, out_.commands, next_command_, logged);
    } else if (const auto* end = std::get_if<log::End>(&logged.record)) {
      orderly_ = from_text<EndReason>(end->reason).has_value();
    }
  }

  void take(const Input& input, std::size_t line) {
    if (pending() != 0) return unsaid(line);
    input_line_ = line;
    ++result_.inputs;
    if (const char* why = engine_.refusal(input)) {
      result_.difference =
          Difference{std::string("the engine cannot take this input: ") + why, line,
                     reader_.line_text(line), "", line};
      return;
    }
    out_.clear();
    next_note_ = next_command_ = 0;
    engine_.step(input, out_);
  }

  template <typename Said, typename All>
  void compare(const Said& logged, const All& all, std::size_t& next,
               const log::LoggedRecord& record) {
    if (next < all.size() && all[next] == logged) {
      ++next;
      return;
    }
    const bool more = next < all.size();
    result_.difference = Difference{
        more ? "the engine says something else" : "the engine does not say this",
        record.line, reader_.line_text(record.line),
        more ? encoded(record.seq, all[next]) : "", input_line_};
  }

  std::size_t pending() const {
    return out_.notes.size() - next_note_ + out_.commands.size() - next_command_;
  }

  // The engine says what the log does not, before this line.
  void unsaid(std::size_t line) {
    const std::string replayed = next_note_ < out_.notes.size()
                                     ? encoded(0, out_.notes[next_note_])
                                     : encoded(0, out_.commands[next_command_]);
    result_.difference = Difference{"the log does not have what the engine says", line,
                                    reader_.line_text(line), replayed, input_line_};
  }

  void finish() {
    if (pending() == 0) return;
    if (orderly_) return unsaid(last_line_);
    result_.cut = pending();
  }

  std::string encoded(std::uint64_t seq, const log::Record& record) const {
    log::LineEncoder encoder(reader_.names());
    std::string line(encoder.encode(seq, record));
    while (!line.empty() && line.back() == '\n') line.pop_back();
    return line;
  }

  log::Reader& reader_;
  task::Engine engine_;
  task::Output out_;
  std::size_t next_note_ = 0;
  std::size_t next_command_ = 0;
  std::size_t input_line_ = 0;
  std::size_t last_line_ = 0;
  bool orderly_ = false;  // the log has its end
  Verification result_;
};

}  // namespace

Result<Verification> verify(log::Reader& reader) {
  const Result<Setting> setting = setting_of(reader.header());
  if (!setting) return setting.error();
  Verification verification = Verifier(reader, *setting).run();
  if (!verification.difference && reader.error()) return *reader.error();
  return verification;
}

}  // namespace dyad::replay

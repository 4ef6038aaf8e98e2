// Parameters and checkpoints as files: what is loaded is what was saved, and what does not fit is listed whole and
// changes nothing. That training goes on bit for bit is in tests/optim/resume_test.cpp.
#include "nn/io/checkpoint.hpp"

#include <fstream>

#include "autograd/file.hpp"
#include "nn/linear.hpp"
#include "nn/rnn_cell.hpp"
#include "support.hpp"
#include "tests/autograd/folder.hpp"

using namespace unroll;
using namespace unroll::nn::io;

namespace {

struct Tagger : nn::Module {
  nn::RNNCell cell;
  nn::Linear head;
  explicit Tagger(Index hidden = 3) : cell(2, hidden), head(hidden, 4) {
    submodule("cell", cell);
    submodule("head", head);
  }
};

// An optimizer that remembers one number.
struct Remembers {
  Array number = Array::scalar(1);
  std::vector<NamedArray> state() const { return {{"0.m", number}}; }
  void restore(const std::vector<NamedArray>& state) {
    if (state.size() != 1 || state[0].name != "0.m") throw Error("Remembers: \"0.m\" is missing");
    number = state[0].array;
  }
};

std::vector<Array> values(const nn::Module& model) {
  std::vector<Array> all;
  for (const Tensor& parameter : model.parameters()) all.push_back(parameter.value());
  return all;
}

bool equal(const std::vector<Array>& a, const std::vector<Array>& b) {
  bool all = a.size() == b.size();
  for (std::size_t i = 0; all && i < a.size(); ++i) all = static_cast<bool>(same(a[i], b[i]));
  return all;
}

bool equal(const Random::State& a, const Random::State& b) {
  return a.words == b.words && a.spare == b.spare && a.has_spare == b.has_spare;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(io_checkpoint)

BOOST_AUTO_TEST_CASE(parameters_there_and_back) {
  const Folder folder;
  const Tagger saved;
  Tagger loaded;
  BOOST_TEST(!equal(values(saved), values(loaded)));
  save_parameters(folder.path / "tagger", saved, {{"lesson", "7"}});
  load_parameters(folder.path / "tagger", loaded);
  BOOST_TEST(equal(values(saved), values(loaded)));
  const TensorFile file = read_safetensors(folder.path / "tagger");
  std::string names;
  for (const auto& tensor : file.tensors) names += tensor.name + " ";
  BOOST_TEST(names == "cell.W_xh cell.W_hh cell.b head.W head.b ");
  BOOST_TEST(file.note("lesson") == "7");
}

BOOST_AUTO_TEST_CASE(all_that_does_not_fit_is_listed_and_nothing_changes) {
  const Folder folder;
  const std::string path = (folder.path / "m").string();
  Tagger model;
  const auto before = values(model);
  write_safetensors(path, {{"cell.W_xh", Array::zeros({2, 3})},
                           {"cell.W_hh", Array::zeros({2, 3})},
                           {"cell.bias", Array::zeros({3})},
                           {"head.W", Array::zeros({3, 4})},
                           {"head.b", Array::zeros({4, 1})},
                           {"tail.W", Array::zeros({})}});
  BOOST_TEST(message_of<FileError>([&] { load_parameters(path, model); }) ==
             path +
                 " does not fit the model: missing \"cell.b\" (3); unexpected \"cell.bias\" (3), \"tail.W\" (); "
                 "of another shape \"cell.W_hh\" is (2, 3), not (3, 3), \"head.b\" is (4, 1), not (4); "
                 "build the model as the one that was saved");
  BOOST_TEST(equal(values(model), before));
  BOOST_TEST(holds(message_of<FileError>([&] { load_parameters(folder.path / "none", model); }), "cannot read"));

  save_parameters(path, Tagger(5));
  BOOST_TEST(message_of<FileError>([&] { load_parameters(path, model); }) ==
             path +
                 " does not fit the model: of another shape \"cell.W_xh\" is (2, 5), not (2, 3), \"cell.W_hh\" is "
                 "(5, 5), not (3, 3), \"cell.b\" is (5), not (3), \"head.W\" is (5, 4), not (3, 4); build the model "
                 "as the one that was saved");
  BOOST_TEST(equal(values(model), before));
}

BOOST_AUTO_TEST_CASE(checkpoints_there_and_back) {
  const Folder folder;
  const Tagger saved;
  Remembers optimizer{Array::scalar(Real(0.3))};
  Random random(5);
  random.normal();  // leaves a spare one
  BOOST_TEST(random.state().has_spare);
  const Random::State state = random.state();
  save_checkpoint(folder.path / "run", saved, optimizer, 1234567890123, random);

  Tagger model;
  Remembers other;
  Random generator;
  BOOST_TEST(load_checkpoint(folder.path / "run", model, other, generator) == 1234567890123);
  BOOST_TEST(equal(values(model), values(saved)));
  BOOST_TEST(other.number.item() == Real(0.3));
  BOOST_TEST(equal(generator.state(), state));

  seed(8);  // this thread's generator is the usual one
  const Random::State usual = random_numbers().state();
  save_checkpoint(folder.path / "run", saved, optimizer, 0);
  random_numbers().next();
  BOOST_TEST(load_checkpoint(folder.path / "run", model, other) == 0);
  BOOST_TEST(equal(random_numbers().state(), usual));
}

BOOST_AUTO_TEST_CASE(a_checkpoint_that_does_not_fit_changes_nothing) {
  const Folder folder;
  const std::string path = (folder.path / "run").string();
  Tagger model;
  Remembers optimizer;
  Random random(3);
  const auto before = values(model);
  const auto state = random.state();
  const auto refusal = [&] {
    const std::string message = message_of<FileError>([&] { load_checkpoint(path, model, optimizer, random); });
    BOOST_TEST(equal(values(model), before));
    BOOST_TEST(optimizer.number.item() == 1);
    BOOST_TEST(equal(random.state(), state));
    return message;
  };
  const Metadata good{{"kind", "unroll checkpoint 2"}, {"step", "7"}, {"random", "1 2 3 4 0 0"}};
  const auto write = [](const std::string& to, const std::vector<NamedArray>& tensors, Metadata notes) {
    notes["digest"] = detail::digest_of(tensors, notes);
    write_safetensors(to, tensors, notes);
  };
  std::vector<NamedArray> tensors;
  for (const auto& [name, tensor] : model.named_parameters()) tensors.push_back({"model." + name, tensor.value()});
  tensors.push_back({"optimizer.0.m", Array::scalar(5)});

  // The model does not fit, the optimizer does; and the other way round; and neither.
  auto wrong = tensors;
  wrong[0].name = "model.x";
  write(path, wrong, good);
  BOOST_TEST(refusal() == path +
                              " does not fit the model: missing \"model.cell.W_xh\" (2, 3); unexpected \"model.x\" "
                              "(2, 3); make the model and the optimizer as those that were saved");
  auto without = tensors;
  without.pop_back();
  write(path, without, good);
  BOOST_TEST(refusal() == path +
                              " does not fit the model: Remembers: \"0.m\" is missing; make the model and the "
                              "optimizer as those that were saved");
  without.erase(without.begin());
  write(path, without, good);
  BOOST_TEST(refusal() == path +
                              " does not fit the model: missing \"model.cell.W_xh\" (2, 3); Remembers: \"0.m\" is "
                              "missing; make the model and the optimizer as those that were saved");
  auto more = tensors;
  more.push_back({"other", Array::scalar(1)});
  write(path, more, good);
  BOOST_TEST(refusal() == path +
                              ": it holds tensors that are neither the model's nor the optimizer's; save it anew "
                              "with save_checkpoint");

  save_parameters(path, model);
  BOOST_TEST(refusal() == path +
                              ": this is no checkpoint (of parameters alone, load_parameters reads files); save it "
                              "anew with save_checkpoint");
  for (const char* step : {"", "x", "7x", "7 ", " 7", "7.0", "-", "-1", "99999999999999999999"}) {
    Metadata metadata = good;
    metadata["step"] = step;
    write(path, tensors, metadata);
    BOOST_TEST(holds(refusal(), "its step is no whole number"), "step \"" << step << "\"");
  }
  for (const char* words : {"", "1 2 3 4 0", "1 2 3 4 0 2", "1 2 3 4 0 0 0", "1 2 3 x 0 0", "0 0 0 0 0 0",
                            "1 2 3 4 0 0 ", "1  2 3 4 0 0", "1 2 3 4 11111111111111111 0", "-1 2 3 4 0 0"}) {
    Metadata metadata = good;
    metadata["random"] = words;
    write(path, tensors, metadata);
    BOOST_TEST(holds(refusal(), "its state of the random numbers is none"), "random \"" << words << "\"");
  }
  Metadata lacking = good;
  lacking.erase("step");
  write(path, tensors, lacking);
  BOOST_TEST(holds(refusal(), "its __metadata__ has no \"step\""));

  write(path, tensors, good);
  BOOST_TEST(load_checkpoint(path, model, optimizer, random) == 7);
  BOOST_TEST(optimizer.number.item() == 5);
}

BOOST_AUTO_TEST_CASE(what_a_program_keeps_besides_comes_back) {
  const Folder folder;
  const Tagger model;
  const Random random(5);
  save_checkpoint(folder.path / "run", model, Remembers{}, 3, random.state(),
                  {.notes = {{"step", "of another kind"}, {"", "x"}}, .arrays = {{"0.m", Array::full({2}, 8)}}});
  const Checkpoint read(folder.path / "run");
  BOOST_TEST(read.step() == 3);
  BOOST_TEST((read.besides().notes == Metadata{{"step", "of another kind"}, {"", "x"}}));
  BOOST_REQUIRE(read.besides().arrays.size() == 1u);
  BOOST_TEST(read.besides().arrays[0].name == "0.m");
  BOOST_TEST(same(read.besides().arrays[0].array, Array::full({2}, 8)));
  Tagger other;
  Remembers optimizer{Array::scalar(7)};
  read.load(other, optimizer);
  BOOST_TEST(equal(values(other), values(model)));
  BOOST_TEST(optimizer.number.item() == 1);
}

BOOST_AUTO_TEST_CASE(one_wrong_bit_is_found) {
  const Folder folder;
  const std::string path = (folder.path / "run").string();
  const Tagger saved;
  save_checkpoint(path, saved, Remembers{}, 7, random_numbers().state(), {.notes = {{"note", "text"}}});
  const std::string good = read_file(path);
  Tagger model;
  Remembers optimizer;
  int refused = 0;
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = static_cast<char>(bad[i] ^ (1 << i % 8));
    std::filesystem::remove(path);  // overwritten, it would be waited for until it is on the disk
    std::ofstream(path, std::ios::binary) << bad;
    try {
      load_checkpoint(path, model, optimizer);
      BOOST_ERROR("byte " << i << " was changed");
    } catch (const FileError&) {
      ++refused;
    }
  }
  BOOST_TEST(refused == static_cast<int>(good.size()));
  write_file(path, good);
  BOOST_TEST(load_checkpoint(path, model, optimizer) == 7);
}

// A checkpoint that cannot be written leaves the one before it.
BOOST_AUTO_TEST_CASE(a_refused_save_leaves_the_old_file) {
  const Folder folder;
  const Tagger model;
  save_checkpoint(folder.path / "run", model, Remembers{}, 1);
  const std::string before = read_file(folder.path / "run");
  BOOST_TEST(holds(message_of<FileError>([&] { save_checkpoint(folder.path / "run", model, Remembers{Array()}, 2); }),
                   "the tensor \"optimizer.0.m\" holds no numbers"));
  BOOST_TEST(message_of([&] { save_checkpoint(folder.path / "run", model, Remembers{}, -1); }) ==
             "save_checkpoint: step -1; steps count from 0");
  BOOST_TEST((read_file(folder.path / "run") == before));
  BOOST_TEST(folder.files() == 1);
}

BOOST_AUTO_TEST_SUITE_END()

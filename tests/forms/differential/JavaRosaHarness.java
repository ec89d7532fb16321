import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.javarosa.core.model.Constants;
import org.javarosa.core.model.CoreModelModule;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.FormIndex;
import org.javarosa.core.model.GroupDef;
import org.javarosa.core.model.IFormElement;
import org.javarosa.core.model.QuestionDef;
import org.javarosa.core.model.SelectChoice;
import org.javarosa.core.model.actions.recordaudio.RecordAudioActionHandler;
import org.javarosa.core.model.actions.setgeopoint.StubSetGeopointActionHandler;
import org.javarosa.core.model.condition.EvaluationContext;
import org.javarosa.core.model.data.IAnswerData;
import org.javarosa.core.model.data.MultipleItemsData;
import org.javarosa.core.model.data.SelectOneData;
import org.javarosa.core.model.data.helper.Selection;
import org.javarosa.core.model.instance.InstanceInitializationFactory;
import org.javarosa.core.model.instance.TreeElement;
import org.javarosa.core.model.instance.TreeReference;
import org.javarosa.core.model.utils.DateUtils;
import org.javarosa.core.reference.InvalidReferenceException;
import org.javarosa.core.reference.Reference;
import org.javarosa.core.reference.ReferenceFactory;
import org.javarosa.core.reference.ReferenceManager;
import org.javarosa.core.services.IPropertyManager;
import org.javarosa.core.services.PropertyManager;
import org.javarosa.core.services.locale.Localizer;
import org.javarosa.core.services.properties.IPropertyRules;
import org.javarosa.core.services.storage.StorageManager;
import org.javarosa.core.services.storage.util.DummyIndexedStorageUtility;
import org.javarosa.form.api.FormEntryCaption;
import org.javarosa.form.api.FormEntryController;
import org.javarosa.form.api.FormEntryModel;
import org.javarosa.form.api.FormEntryPrompt;
import org.javarosa.model.xform.XFormSerializingVisitor;
import org.javarosa.model.xform.XFormsModule;
import org.javarosa.xform.parse.XFormParser;
import org.javarosa.xform.util.XFormAnswerDataParser;
import org.javarosa.xform.util.XFormAnswerDataSerializer;
import org.javarosa.xpath.XPathNodeset;
import org.javarosa.xpath.XPathParseTool;
import org.javarosa.xpath.expr.XPathExpression;
import org.javarosa.xpath.expr.XPathFuncExpr;

/**
 * JavaRosa behind the batch protocol: one scenario a line on stdin, one answer a line on stdout, in order.
 *
 * Beside the protocol's steps: {"eval": [EXPRESSION...], "at": REF} evaluates expressions as a bind at REF would and notes
 * [{"kind": "number"|"string"|"boolean"|"nodes"|"date", "value": ...} | {"error": TEXT}] for them.
 * "now" is not followed: JavaRosa reads the machine's clock.
 */
public final class JavaRosaHarness {
    private static final ObjectMapper JSON = new ObjectMapper();

    public static void main(String[] arguments) throws IOException {
        PrintStream out = new PrintStream(System.out, true, "UTF-8");
        System.setOut(System.err);
        prepare();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (!line.isBlank()) {
                out.println(JSON.writeValueAsString(answer(line)));
            }
        }
    }

    private static void prepare() {
        StorageManager.setStorageFactory((name, type) -> new DummyIndexedStorageUtility<>());
        new CoreModelModule().registerModule();
        new XFormsModule().registerModule();
        XFormParser.registerActionHandler(
            StubSetGeopointActionHandler.ELEMENT_NAME, new StubSetGeopointActionHandler());
        XFormParser.registerActionHandler(RecordAudioActionHandler.ELEMENT_NAME, new RecordAudioActionHandler());
    }

    private static ObjectNode answer(String line) {
        ObjectNode answer = JSON.createObjectNode();
        try {
            JsonNode scenario = JSON.readTree(line);
            long started = System.nanoTime();
            Filling filling = open(scenario);
            answer.put("ok", true).put("loadMs", since(started));
            ArrayNode notes = answer.putArray("steps");
            for (JsonNode step : scenario.path("steps")) {
                notes.add(step(filling, step));
            }
            if (scenario.path("dump").asBoolean(true)) {
                filling.describe(answer);
            }
            return answer;
        } catch (Throwable error) {
            return JSON.createObjectNode().put("ok", false).put("error", says(error));
        }
    }

    private static Filling open(JsonNode scenario) throws Exception {
        File form = new File(scenario.path("form").asText());
        boolean hasMedia = scenario.hasNonNull("media");
        Media.use(hasMedia ? new File(scenario.path("media").asText()) : form.getParentFile());
        PropertyManager.setPropertyManager(new Properties(scenario.path("properties")));
        boolean edit = scenario.hasNonNull("edit");
        try (Reader source = reader(form); Reader saved = edit ? reader(new File(scenario.path("edit").asText())) : null) {
            XFormParser parser = edit ? new XFormParser(source, saved) : new XFormParser(source);
            return new Filling(parser.parse(), !edit);
        }
    }

    private static Reader reader(File file) throws IOException {
        return new InputStreamReader(new FileInputStream(file), StandardCharsets.UTF_8);
    }

    private static ObjectNode step(Filling filling, JsonNode step) {
        long started = System.nanoTime();
        ObjectNode answer = JSON.createObjectNode();
        try {
            JsonNode note = filling.step(step);
            answer.put("ms", since(started)).set("note", note);
        } catch (Throwable error) {
            answer.put("ms", since(started)).put("error", says(error));
        }
        return answer;
    }

    private static double since(long started) {
        return Math.round((System.nanoTime() - started) / 1000.0) / 1000.0;
    }

    static String says(Throwable error) {
        return error.getClass().getSimpleName() + ": " + error.getMessage();
    }

    /** One form being filled. */
    private static final class Filling {
        private final FormDef form;
        private final FormEntryModel model;
        private final FormEntryController controller;
        private final Map<String, IFormElement> controls = new HashMap<>();
        private final Set<String> repeats = new HashSet<>();
        private final Map<String, FormIndex> indexes = new HashMap<>();

        Filling(FormDef form, boolean fresh) {
            this.form = form;
            model = new FormEntryModel(form);
            controller = new FormEntryController(model);
            form.initialize(fresh, new InstanceInitializationFactory());
            learn(form);
            walk();
        }

        private void learn(IFormElement above) {
            if (above.getChildren() == null) {
                return;
            }
            for (IFormElement element : above.getChildren()) {
                if (element.getBind() != null) {
                    String path = generic((TreeReference) element.getBind().getReference());
                    controls.putIfAbsent(path, element);
                    if (element instanceof GroupDef && ((GroupDef) element).getRepeat()) {
                        repeats.add(path);
                        controls.put(path, element);
                    }
                }
                learn(element);
            }
        }

        /** Visits the whole form, which is when JavaRosa makes the instances of counted repeats. */
        private void walk() {
            indexes.clear();
            model.setQuestionIndex(FormIndex.createBeginningOfFormIndex());
            FormIndex index = model.incrementIndex(model.getFormIndex());
            while (index.isInForm()) {
                model.setQuestionIndex(index);
                TreeElement element = form.getMainInstance().resolveReference(index.getReference());
                String place = element == null ? "+" + generic(index.getReference()) + above(index) : ref(element);
                indexes.putIfAbsent(place, index);
                index = model.incrementIndex(index);
            }
        }

        /** Tells the prompts for a new instance of a nested repeat apart by the instance that they stand in. */
        private String above(FormIndex index) {
            TreeElement parent = form.getMainInstance().resolveReference(index.getReference().getParentRef());
            return "@" + (parent == null ? "" : ref(parent));
        }

        JsonNode step(JsonNode step) throws Exception {
            if (step.has("set")) {
                set(find(step.path("set").asText()), step);
                walk();
            } else if (step.has("add")) {
                for (int i = 0; i < step.path("times").asInt(1); i++) {
                    add(step.path("add").asText());
                }
            } else if (step.has("remove")) {
                controller.deleteRepeat(index(step.path("remove").asText()));
                walk();
            } else if (step.has("lang")) {
                controller.setLanguage(step.path("lang").asText());
            } else if (step.has("read")) {
                return note(find(step.path("read").asText()));
            } else if (step.has("choices")) {
                return choicePairs(index(step.path("choices").asText()));
            } else if (step.has("count")) {
                return JSON.getNodeFactory().numberNode(instances(step.path("count").asText()).size());
            } else if (step.has("eval")) {
                return evaluated(step);
            } else {
                throw new IllegalArgumentException("unknown step " + step);
            }
            return JSON.nullNode();
        }

        private void set(TreeElement element, JsonNode step) {
            TreeReference reference = element.getRef();
            IFormElement control = controls.get(generic(reference));
            QuestionDef question = control instanceof QuestionDef ? (QuestionDef) control : null;
            form.setValue(data(element, question, step), reference, element, true);
        }

        private IAnswerData data(TreeElement element, QuestionDef question, JsonNode step) {
            int control = question == null ? Constants.CONTROL_UNTYPED : question.getControlType();
            boolean many = control == Constants.CONTROL_SELECT_MULTI || control == Constants.CONTROL_RANK;
            if (step.has("values") || many) {
                List<Selection> chosen = new ArrayList<>();
                List<String> words = new ArrayList<>();
                step.path("values").forEach(value -> words.add(value.asText()));
                words.addAll(List.of(step.path("value").asText("").trim().split("\\s+")));
                words.stream().filter(word -> !word.isEmpty()).forEach(word -> chosen.add(new Selection(word)));
                return chosen.isEmpty() ? null : new MultipleItemsData(chosen);
            }
            String text = step.path("value").isNull() ? "" : step.path("value").asText("");
            if (text.isEmpty()) {
                return null;
            }
            if (control == Constants.CONTROL_SELECT_ONE) {
                return new SelectOneData(new Selection(text));
            }
            return XFormAnswerDataParser.getAnswerData(text, element.getDataType(), question);
        }

        private void add(String repeat) throws Exception {
            TreeReference reference = reference(repeat);
            TreeElement parent = form.getMainInstance().resolveReference(reference.getParentRef());
            FormIndex prompt = indexes.get("+" + generic(reference) + "@" + (parent == null ? "" : ref(parent)));
            if (prompt == null) {
                throw new IllegalArgumentException("no place for a new " + repeat);
            }
            form.createNewRepeat(prompt);
            walk();
        }

        private TreeElement find(String path) {
            TreeReference reference = reference(path);
            TreeElement element = form.getMainInstance().resolveReference(reference);
            if (element == null) {
                throw new IllegalArgumentException("no node " + path);
            }
            return element;
        }

        private FormIndex index(String path) {
            FormIndex index = indexes.get(ref(find(path)));
            if (index == null) {
                throw new IllegalArgumentException("not in the body: " + path);
            }
            return index;
        }

        private List<TreeReference> instances(String path) {
            TreeReference reference = reference(path);
            reference.setMultiplicity(reference.size() - 1, TreeReference.INDEX_UNBOUND);
            return form.getEvaluationContext().expandReference(reference);
        }

        /** A path with 1-based positions; a step without one means the first. */
        private TreeReference reference(String path) {
            TreeReference reference = TreeReference.rootRef();
            for (String part : path.substring(1).split("/")) {
                int bracket = part.indexOf('[');
                String name = bracket < 0 ? part : part.substring(0, bracket);
                int place = bracket < 0 ? 0 : Integer.parseInt(part.substring(bracket + 1, part.length() - 1)) - 1;
                boolean attribute = name.startsWith("@");
                reference.add(attribute ? name.substring(1) : name, attribute ? TreeReference.INDEX_ATTRIBUTE : place);
            }
            return reference;
        }

        private static String generic(TreeReference reference) {
            StringBuilder path = new StringBuilder();
            for (int i = 0; i < reference.size(); i++) {
                boolean attribute = reference.getMultiplicity(i) == TreeReference.INDEX_ATTRIBUTE;
                path.append(attribute ? "/@" : "/").append(reference.getName(i));
            }
            return path.toString();
        }

        private String ref(TreeElement element) {
            TreeReference reference = element.getRef();
            StringBuilder plain = new StringBuilder();
            StringBuilder path = new StringBuilder();
            for (int i = 0; i < reference.size(); i++) {
                plain.append('/').append(reference.getName(i));
                path.append('/').append(reference.getName(i));
                if (repeats.contains(plain.toString())) {
                    path.append('[').append(reference.getMultiplicity(i) + 1).append(']');
                }
            }
            return path.toString();
        }

        private String text(TreeElement element) {
            IAnswerData value = element.getValue();
            if (value == null || !element.isRelevant()) {
                return "";
            }
            Object shown = new XFormAnswerDataSerializer().serializeAnswerData(value, element.getDataType());
            return shown instanceof String ? (String) shown : value.uncast().getString();
        }

        private ObjectNode note(TreeElement element) {
            boolean relevant = element.isRelevant();
            boolean empty = element.getValue() == null;
            return JSON.createObjectNode()
                .put("value", text(element))
                .put("relevant", relevant)
                .put("readonly", !element.isEnabled())
                .put("required", element.isRequired())
                .put("constraintOk", empty || form.evaluateConstraint(element.getRef(), element.getValue()))
                .put("requiredOk", !(element.isRequired() && empty));
        }

        private ArrayNode choicePairs(FormIndex index) {
            FormEntryPrompt prompt = model.getQuestionPrompt(index);
            ArrayNode pairs = JSON.createArrayNode();
            List<SelectChoice> choices = prompt.getSelectChoices();
            if (choices != null) {
                for (SelectChoice choice : choices) {
                    pairs.add(JSON.createArrayNode().add(choice.getValue()).add(plain(prompt.getSelectChoiceText(choice))));
                }
            }
            return pairs;
        }

        private static String plain(String text) {
            return text == null ? "" : text;
        }

        private ArrayNode evaluated(JsonNode step) {
            EvaluationContext at = new EvaluationContext(form.getEvaluationContext(), find(step.path("at").asText()).getRef());
            ArrayNode notes = JSON.createArrayNode();
            for (JsonNode source : step.path("eval")) {
                ObjectNode note = notes.addObject();
                try {
                    XPathExpression expression = XPathParseTool.parseXPath(source.asText());
                    value(note, expression.eval(form.getMainInstance(), at));
                } catch (Throwable error) {
                    note.removeAll().put("error", says(error));
                }
            }
            return notes;
        }

        private static void value(ObjectNode note, Object found) {
            if (found instanceof XPathNodeset) {
                XPathNodeset nodes = (XPathNodeset) found;
                ArrayNode texts = note.put("kind", "nodes").putArray("value");
                for (int i = 0; i < nodes.size(); i++) {
                    texts.add(XPathFuncExpr.toString(nodes.getValAt(i)));
                }
            } else if (found instanceof Boolean) {
                note.put("kind", "boolean").put("value", (Boolean) found);
            } else if (found instanceof Number) {
                // As text, for NaN and the infinities are no JSON.
                note.put("kind", "number").put("value", String.valueOf(((Number) found).doubleValue()));
            } else if (found instanceof Date) {
                note.put("kind", "date").put("value", DateUtils.formatDateTime((Date) found, DateUtils.FORMAT_ISO8601));
            } else {
                note.put("kind", "string").put("value", XPathFuncExpr.toString(found));
            }
        }

        void describe(ObjectNode answer) throws Exception {
            List<TreeElement> elements = new ArrayList<>();
            collect(form.getMainInstance().getRoot(), elements);
            List<ObjectNode> nodes = new ArrayList<>();
            for (TreeElement element : elements) {
                nodes.add(stateOf(element));
            }
            ArrayNode languages = answer.putArray("languages");
            Localizer localizer = form.getLocalizer();
            String[] available = localizer == null ? new String[0] : localizer.getAvailableLocales();
            String current = localizer == null ? null : localizer.getLocale();
            for (String language : available) {
                languages.add(language);
                controller.setLanguage(language);
                for (ObjectNode node : nodes) {
                    labels(node, language);
                }
            }
            if (current != null) {
                controller.setLanguage(current);
            }
            for (ObjectNode node : nodes) {
                texts(node, node);
            }
            answer.putArray("nodes").addAll(nodes);
            answer.put("xml", new String(
                new XFormSerializingVisitor().serializeInstance(form.getMainInstance()), StandardCharsets.UTF_8));
            answer.put("status", form.validate() == null ? "valid" : "invalid");
        }

        private static void collect(TreeElement element, List<TreeElement> found) {
            if (element.getMult() == TreeReference.INDEX_TEMPLATE) {
                return;
            }
            found.add(element);
            for (int i = 0; i < element.getNumChildren(); i++) {
                collect(element.getChildAt(i), found);
            }
        }

        private ObjectNode stateOf(TreeElement element) {
            IFormElement control = controls.get(generic(element.getRef()));
            ObjectNode node = JSON.createObjectNode().put("ref", ref(element)).put("kind", kind(element, control));
            node.put("type", element.getDataType());
            node.setAll(note(element));
            if (element.hasChildren()) {
                node.remove("value");
            }
            return node;
        }

        private static String kind(TreeElement element, IFormElement control) {
            if (element.getRef().size() == 1) {
                return "root";
            }
            if (control instanceof GroupDef) {
                return ((GroupDef) control).getRepeat() ? "repeat-instance" : "group";
            }
            if (control == null) {
                return element.hasChildren() ? "subtree" : "model-value";
            }
            switch (((QuestionDef) control).getControlType()) {
                case Constants.CONTROL_SELECT_ONE:
                case Constants.CONTROL_SELECT_MULTI:
                    return "select";
                case Constants.CONTROL_RANK:
                    return "rank";
                case Constants.CONTROL_RANGE:
                    return "range";
                case Constants.CONTROL_TRIGGER:
                    return "trigger";
                case Constants.CONTROL_INPUT:
                    return "input";
                default:
                    return "upload";
            }
        }

        /** The texts of a node in one language; of choices only their labels. */
        private void labels(ObjectNode node, String language) {
            ObjectNode texts = JSON.createObjectNode();
            texts(node, texts);
            ArrayNode labels = JSON.createArrayNode();
            texts.path("choices").forEach(choice -> labels.add(choice.get("label")));
            texts.set("choices", labels);
            ObjectNode all = node.has("labels") ? (ObjectNode) node.get("labels") : node.putObject("labels");
            all.set(language, texts);
        }

        /** Label, hint and choices of a node in the current language; a node without control has none. */
        private void texts(ObjectNode node, ObjectNode into) {
            FormIndex index = indexes.get(node.path("ref").asText());
            if (index == null) {
                return;
            }
            try {
                FormEntryCaption caption = model.getCaptionPrompt(index);
                into.put("label", plain(caption.getLongText()));
                if (caption.getFormElement() instanceof QuestionDef) {
                    into.put("hint", plain(model.getQuestionPrompt(index).getHelpText()));
                    ArrayNode choices = into.putArray("choices");
                    for (JsonNode pair : choicePairs(index)) {
                        choices.addObject().set("value", pair.get(0));
                        ((ObjectNode) choices.get(choices.size() - 1)).set("label", pair.get(1));
                    }
                }
            } catch (RuntimeException error) {
                into.put("error", says(error));
            }
        }
    }

    /** Device properties of one scenario ("deviceid", "username", ...). */
    private static final class Properties implements IPropertyManager {
        private final JsonNode values;

        Properties(JsonNode values) {
            this.values = values;
        }

        @Override
        public String getSingularProperty(String name) {
            return values.path(name).asText("");
        }

        @Override
        public List<String> getProperty(String name) {
            return List.of(getSingularProperty(name));
        }

        @Override
        public void setProperty(String name, String value) {
            // A form may ask to keep a property for later forms; here each scenario stands for itself.
        }

        @Override
        public void setProperty(String name, List<String> value) {
            // As above.
        }

        @Override
        public void addRules(IPropertyRules rules) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<IPropertyRules> getRules() {
            return List.of();
        }
    }

    /** jr://... names as the files of one folder. */
    private static final class Media implements ReferenceFactory {
        private final File folder;

        private Media(File folder) {
            this.folder = folder;
        }

        static void use(File folder) {
            ReferenceManager manager = ReferenceManager.instance();
            manager.reset();
            manager.addReferenceFactory(new Media(folder));
        }

        @Override
        public boolean derives(String uri) {
            return uri.startsWith("jr://");
        }

        @Override
        public Reference derive(String uri) {
            return new MediaFile(uri, new File(folder, uri.substring(uri.lastIndexOf('/') + 1)));
        }

        @Override
        public Reference derive(String uri, String context) throws InvalidReferenceException {
            return derive(uri);
        }
    }

    private static final class MediaFile implements Reference {
        private final String uri;
        private final File file;

        MediaFile(String uri, File file) {
            this.uri = uri;
            this.file = file;
        }

        @Override
        public boolean doesBinaryExist() {
            return file.isFile();
        }

        @Override
        public InputStream getStream() throws IOException {
            return new FileInputStream(file);
        }

        @Override
        public String getURI() {
            return uri;
        }

        @Override
        public String getLocalURI() {
            return file.getPath();
        }

        @Override
        public boolean isReadOnly() {
            return true;
        }

        @Override
        public OutputStream getOutputStream() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void remove() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Reference[] probeAlternativeReferences() {
            return new Reference[0];
        }
    }
}

# language: pt
# Gerado com «interop translate» a partir de features/integration/reporting.feature: não se altera aqui.
# Nenhum clínico nativo reviu ainda esta tradução.
@RAD-128 @HL7.7
Funcionalidade: O médico requisitante lê o relatório que vale agora
  O serviço trata segundo o relatório que vê.
  Um texto preliminar que esconde o definitivo, ou um retirado que permanece, trata outra doença.

  Regra: Cada estado chega ao processo clínico eletrónico, pela ordem das assinaturas

    @TC-RPT-001 @shall @positive
    Cenário: Preliminar, depois definitivo
      Dado que o paciente "Carlos Nve" consta do registo da receção
      E o exame "TC do tórax" do paciente "Carlos Nve" foi realizado no equipamento "CT_ER1"
      Quando o radiologista assina como "preliminar" o relatório "Sin hallazgos agudos." do exame "TC do tórax" do paciente "Carlos Nve"
      Então o médico requisitante vê o relatório do exame "TC do tórax" do paciente "Carlos Nve" com o estado "preliminar"
      Quando o radiologista assina como "definitivo" o relatório "Nódulo de 6 mm en el lóbulo superior derecho." do exame "TC do tórax" do paciente "Carlos Nve"
      Então o médico requisitante vê o relatório do exame "TC do tórax" do paciente "Carlos Nve" com o estado "definitivo"
      E o médico requisitante lê o texto "Nódulo de 6 mm en el lóbulo superior derecho." no relatório do exame "TC do tórax" do paciente "Carlos Nve"

    @FIELD-16 @TC-RPT-002 @shall @positive
    Cenário: Uma correção substitui o relatório definitivo e di-lo
      Dado que o paciente "Carlos Nve" consta do registo da receção
      E o exame "TC do tórax" do paciente "Carlos Nve" foi realizado no equipamento "CT_ER1"
      E o radiologista assinou como "definitivo" o relatório "Nódulo en el lado izquierdo." do exame "TC do tórax" do paciente "Carlos Nve"
      Quando o radiologista assina como "corrigido" o relatório "Nódulo en el lado derecho." do exame "TC do tórax" do paciente "Carlos Nve"
      Então o médico requisitante vê o relatório do exame "TC do tórax" do paciente "Carlos Nve" com o estado "corrigido"
      E o médico requisitante lê o texto "Nódulo en el lado derecho." no relatório do exame "TC do tórax" do paciente "Carlos Nve"

    @TC-RPT-003 @shall @positive
    Cenário: Uma adenda conserva o que já tinha sido dito
      Dado que o paciente "Carlos Nve" consta do registo da receção
      E o exame "RM crânio-encefálica" do paciente "Carlos Nve" foi realizado no equipamento "MR_1"
      E o radiologista assinou como "definitivo" o relatório "Sin lesiones." do exame "RM crânio-encefálica" do paciente "Carlos Nve"
      Quando o radiologista acrescenta ao relatório do exame "RM crânio-encefálica" do paciente "Carlos Nve" a adenda "Comparado con el estudio previo."
      Então o médico requisitante lê o texto "Comparado con el estudio previo." no relatório do exame "RM crânio-encefálica" do paciente "Carlos Nve"
      E o médico requisitante lê o texto "Sin lesiones." no relatório do exame "RM crânio-encefálica" do paciente "Carlos Nve"

  Regra: O relatório pertence ao seu pedido e ao seu exame, e chega palavra por palavra

    @FIELD-05 @TC-RPT-004 @shall @positive
    Cenário: Os acentos, os sinais e as quebras de linha de um relatório conservam-se
      Dado que a paciente "Prueba Inés Nguema Ñengono" consta do registo da receção
      E o exame "TC do tórax" da paciente "Prueba Inés Nguema Ñengono" foi realizado no equipamento "CT_ER1"
      Quando o radiologista assina como "definitivo" um relatório do exame "TC do tórax" da paciente "Prueba Inés Nguema Ñengono" com acentos, separadores e quebras de linha
      Então o médico requisitante lê todos os caracteres do relatório do exame "TC do tórax" da paciente "Prueba Inés Nguema Ñengono"
      E o relatório do exame "TC do tórax" da paciente "Prueba Inés Nguema Ñengono" indica o pedido e o exame a que pertence

    @TC-RPT-005 @shall @positive
    Cenário: Um relatório em forma de documento chega byte a byte
      Dado que o paciente "Carlos Nve" consta do registo da receção
      E o exame "Mamografia bilateral" do paciente "Carlos Nve" foi realizado no equipamento "MG_1"
      Quando o radiologista assina como "definitivo" um relatório do exame "Mamografia bilateral" do paciente "Carlos Nve" em forma de documento PDF
      Então o médico requisitante abre o mesmo documento PDF no relatório do exame "Mamografia bilateral" do paciente "Carlos Nve"

    @TC-RPT-006 @shall @positive
    Cenário: Um resultado crítico codificado chega como código
      Dado que o paciente "Carlos Nve" consta do registo da receção
      E o exame "TC crânio-encefálica sem contraste" do paciente "Carlos Nve" foi realizado no equipamento "CT_ER1"
      Quando o radiologista assina como "definitivo" o relatório do exame "TC crânio-encefálica sem contraste" do paciente "Carlos Nve" com o resultado codificado "Hemorragia intracraneal"
      Então o médico requisitante vê o resultado codificado "Hemorragia intracraneal" no relatório do exame "TC crânio-encefálica sem contraste" do paciente "Carlos Nve"

  Regra: O que já não vale já não é mostrado

    @FIELD-16 @TC-RPT-007 @shall @negative
    Cenário: Um relatório preliminar que chega tarde não substitui o definitivo
      Dado que o paciente "Carlos Nve" consta do registo da receção
      E o exame "TC do tórax" do paciente "Carlos Nve" foi realizado no equipamento "CT_ER1"
      E o radiologista assinou como "definitivo" o relatório "Neumonía del lóbulo medio." do exame "TC do tórax" do paciente "Carlos Nve"
      Quando um relatório preliminar "Sin hallazgos." do exame "TC do tórax" do paciente "Carlos Nve" chega tarde ao processo clínico eletrónico
      Então o médico requisitante vê o relatório do exame "TC do tórax" do paciente "Carlos Nve" com o estado "definitivo"
      E o médico requisitante lê o texto "Neumonía del lóbulo medio." no relatório do exame "TC do tórax" do paciente "Carlos Nve"

    @TC-RPT-008 @shall @negative
    Cenário: É retirado um relatório do paciente errado
      Dado que o paciente "Carlos Nve" consta do registo da receção
      E o exame "TC do tórax" do paciente "Carlos Nve" foi realizado no equipamento "CT_ER1"
      E o radiologista assinou como "definitivo" o relatório "Metástasis pulmonares." do exame "TC do tórax" do paciente "Carlos Nve"
      Quando o radiologista retira o relatório do exame "TC do tórax" do paciente "Carlos Nve"
      Então o médico requisitante não vê nenhum relatório válido do exame "TC do tórax" do paciente "Carlos Nve"

    @TC-RPT-009 @shall @negative
    Cenário: Um exame anulado não pode ter relatório definitivo
      Dado que o paciente "Pedro Abeso" consta do registo da receção
      E o exame "TC do tórax" do paciente "Pedro Abeso" está agendado no equipamento "CT_ER1"
      Quando o serviço requisitante anula o pedido do exame "TC do tórax" para o paciente "Pedro Abeso"
      E o radiologista tenta assinar como "definitivo" o relatório "Normal." do exame "TC do tórax" do paciente "Pedro Abeso"
      Então o médico requisitante não vê nenhum relatório válido do exame "TC do tórax" do paciente "Pedro Abeso"
